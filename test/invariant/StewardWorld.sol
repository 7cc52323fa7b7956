// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {CollateralSteward} from "../../contracts/CollateralSteward.sol";
import {ICollateralAdapter} from "../../contracts/interfaces/ICollateralAdapter.sol";
import {ICollateralSteward} from "../../contracts/interfaces/ICollateralSteward.sol";
import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {MarketId, MarketKind} from "../../contracts/types/MarketId.sol";
import {ScriptedCollateralAdapter} from "../mocks/ScriptedCollateralAdapter.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {vm} from "../mocks/Vm.sol";

/// @notice A steward on two markets whose four parameters all move, over doubles that say and hold what they are told.
abstract contract StewardWorld {
    uint256 internal constant MARKETS = 2;
    uint256 internal constant PARAMETERS = 4;
    uint256 internal constant CAP_UNIT = 7;
    uint256 internal constant GAP = 1_00;
    uint256 internal constant MAX_SPREAD = 5_00;
    uint256 internal constant MIN_CONTRIBUTORS = 5;
    uint256 internal constant EXPIRY = 1 days;
    uint256 internal constant NOTICE = 12 hours;
    uint256 internal constant RAMP_EXPIRY = 2 days;
    uint256 internal constant GRACE = 60;
    /// @dev Categories 1 and 2 follow, 3 is left.
    uint256 internal constant FOLLOWED = 6;
    uint256 internal constant LEFT = 8;
    address internal constant POOL = address(0xA11CE);
    address internal constant BRAKE = address(0xB4A4E);

    ScriptedOracle internal immutable ORACLE;
    ScriptedCollateralAdapter internal immutable ADAPTER;
    CollateralSteward public immutable steward;

    MarketId[MARKETS] internal _ids;
    IRiskOracle.ScoreRecord[MARKETS] internal _records;
    IRiskOracle.Status[MARKETS] internal _status;

    constructor() {
        vm.warp(1_700_000_000);
        ORACLE = new ScriptedOracle();
        ADAPTER = new ScriptedCollateralAdapter();
        ADAPTER.setCapUnit(CAP_UNIT);
        steward = new CollateralSteward(IRiskOracle(address(ORACLE)), address(this), BRAKE);
        for (uint256 i = 0; i < MARKETS; ++i) {
            _ids[i] = ORACLE.list(
                IRiskOracle.Market({
                    kind: MarketKind.Collateral,
                    target: POOL,
                    subject: bytes32(uint256(uint160(_asset(i)))),
                    threshold: Bps.wrap(3_61),
                    horizon: Duration.wrap(1 days),
                    referenceFeed: address(1)
                })
            );
            ADAPTER.setEModes(_asset(i), FOLLOWED | LEFT, 0);
            ADAPTER.setState(_asset(i), _anchored());
            steward.setPolicy(_ids[i], _policy(i));
        }
    }

    function _asset(uint256 market) internal pure returns (address) {
        return address(uint160(0xA55E7 + market));
    }

    function _anchorOf(uint256 parameter) internal pure returns (uint256) {
        return [uint256(80_00), 83_00, 7_000, 3_500][parameter];
    }

    function _driftOf(uint256 parameter) internal pure returns (uint256) {
        return [uint256(20_00), 6_00, 4_200, 2_100][parameter];
    }

    function _tightenStepOf(uint256 parameter) internal pure returns (uint256) {
        return [uint256(5_00), 50, 1_400, 700][parameter];
    }

    function _loosenStepOf(uint256 parameter) internal pure returns (uint256) {
        return [uint256(2_50), 50, 700, 350][parameter];
    }

    /// @dev In the parameter's own unit, for a day.
    function _budgetOf(uint256 parameter) internal pure returns (uint256) {
        return [uint256(12_00), 2_00, 3_500, 1_750][parameter];
    }

    function _tightenDelayOf(uint256 parameter) internal pure returns (uint256) {
        return parameter < 2 ? 1 hours : 30 minutes;
    }

    function _loosenDelayOf(uint256 parameter) internal pure returns (uint256) {
        return parameter < 2 ? 6 hours : 5 hours;
    }

    function _anchored() internal pure returns (ICollateralAdapter.CollateralState memory) {
        return
            ICollateralAdapter.CollateralState({
                parameters: ICollateralAdapter.Parameters({
                    ltvBps: uint16(_anchorOf(0)),
                    liquidationThresholdBps: uint16(_anchorOf(1)),
                    supplyCap: uint128(_anchorOf(2)),
                    borrowCap: uint128(_anchorOf(3))
                }),
                liquidationBonusBps: 105_00,
                held: false
            });
    }

    function _policy(uint256 market) internal view returns (ICollateralSteward.Policy memory policy) {
        policy.adapter = ADAPTER;
        (policy.target, policy.asset) = (POOL, _asset(market));
        policy.minGap = Bps.wrap(uint16(GAP));
        policy.maxSpreadToLoosen = Bps.wrap(uint16(MAX_SPREAD));
        (policy.minContributorsToLoosen, policy.dwell) = (uint8(MIN_CONTRIBUTORS), 2);
        policy.loosenExpiry = Duration.wrap(uint32(EXPIRY));
        policy.ramp = ICollateralSteward.RampRule({
            notice: Duration.wrap(uint32(NOTICE)),
            expiry: Duration.wrap(uint32(RAMP_EXPIRY)),
            liquidationGrace: Duration.wrap(uint32(GRACE))
        });
        policy.eModes = ICollateralSteward.EModeRule({fromBand: 2, followed: FOLLOWED, left: LEFT});
        for (uint256 p = 0; p < PARAMETERS; ++p) policy.rules[p] = _rule(p);
        policy.bands = new ICollateralSteward.Band[](3);
        policy.bands[0] = _band(4_00, 2_50, [uint128(75_00), 83_00, 5_600, 2_800]);
        policy.bands[1] = _band(12_00, 8_00, [uint128(68_00), 80_00, 4_200, 2_100]);
        policy.bands[2] = _band(25_00, 18_00, [uint128(60_00), 77_00, 2_800, 1_400]);
    }

    /// @dev Bounds of caps are parts of their anchor.
    function _rule(uint256 p) private pure returns (ICollateralSteward.Rule memory) {
        uint256 one = p < 2 ? 100_00 : _anchorOf(p);
        return
            ICollateralSteward.Rule({
                anchor: uint128(_anchorOf(p)),
                drift: Bps.wrap(uint16((_driftOf(p) * 100_00) / one)),
                tightenStep: Bps.wrap(uint16((_tightenStepOf(p) * 100_00) / one)),
                tightenBudget: Bps.wrap(uint16((_budgetOf(p) * 100_00) / one)),
                loosenStep: Bps.wrap(uint16((_loosenStepOf(p) * 100_00) / one)),
                tightenDelay: Duration.wrap(uint32(_tightenDelayOf(p))),
                budgetPeriod: Duration.wrap(uint32(1 days)),
                loosenDelay: Duration.wrap(uint32(_loosenDelayOf(p)))
            });
    }

    function _band(
        uint16 enter,
        uint16 exit,
        uint128[4] memory targets
    ) private pure returns (ICollateralSteward.Band memory) {
        return ICollateralSteward.Band({enter: Bps.wrap(enter), exit: Bps.wrap(exit), targets: targets});
    }
}
