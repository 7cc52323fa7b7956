// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IAaveEmissionManager} from "../interfaces/aave/IAaveEmissionManager.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {IScoreGatedVault} from "../interfaces/IScoreGatedVault.sol";
import {MarketId} from "../types/MarketId.sol";
import {IncentiveGate} from "./IncentiveGate.sol";

/// @title AaveIncentiveGate
/// @notice Switches what Aave v3's RewardsController emits of one reward to the holders of one aToken or debt token. It is
/// the reward's emission admin, of which it uses one right: to set the emission per second, to nothing or to the DAO's.
///
/// Guarantees besides those of IncentiveGate
/// - It holds no token, and moves neither the end of the distribution nor where rewards come from.
/// - The EmissionManager's owner can name another admin at any time: the DAO needs nobody here.
contract AaveIncentiveGate is IncentiveGate {
    using SafeCast for uint256;

    IAaveEmissionManager public immutable emissionManager;
    /// @notice The aToken or debt token whose holders earn.
    address public immutable asset;
    address public immutable reward;

    constructor(
        IAaveEmissionManager newEmissionManager,
        address newAsset,
        address newReward,
        address newDao,
        IRiskOracle newOracle,
        MarketId newMarketId,
        IScoreGatedVault.Policy memory newPolicy,
        uint8 newDwell
    ) IncentiveGate(newDao, newOracle, newMarketId, newPolicy, newDwell) {
        (emissionManager, asset, reward) = (newEmissionManager, newAsset, newReward);
        emission = _found();
    }

    function _mostEmission() internal pure override returns (uint256) {
        return type(uint88).max;
    }

    function _found() internal view override returns (uint256 perSecond) {
        (, perSecond, , ) = emissionManager.getRewardsController().getRewardsData(asset, reward);
    }

    /// @dev Aave adds up what was earned at the old rate before it takes the new one.
    function _write(uint256 newEmission) internal override {
        (address[] memory rewards, uint88[] memory emissions) = (new address[](1), new uint88[](1));
        (rewards[0], emissions[0]) = (reward, newEmission.toUint88());
        emissionManager.setEmissionPerSecond(asset, rewards, emissions);
    }
}
