// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Id, IMorpho, MarketParams} from "@morpho-org/morpho-blue/src/interfaces/IMorpho.sol";
import {MarketParamsLib} from "@morpho-org/morpho-blue/src/libraries/MarketParamsLib.sol";
import {MorphoBalancesLib} from "@morpho-org/morpho-blue/src/libraries/periphery/MorphoBalancesLib.sol";
import {MorphoLib} from "@morpho-org/morpho-blue/src/libraries/periphery/MorphoLib.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {ERC20, ERC4626, IERC20, Math} from "@openzeppelin/contracts/token/ERC20/extensions/ERC4626.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title MetaMorphoDouble
/// @notice A double of a MetaMorpho vault, written from its published interface and behaviour (its npm package carries no
/// sources), on the real Morpho Blue.
///
/// As the original: one curator, allocators and a guardian; a cap is lowered at once and raised through a timelock that the
/// guardian may revoke and anyone may accept; deposits fill the supply queue up to each cap; reallocation keeps the caps;
/// withdrawals drain the withdraw queue.
///
/// Left out: the vault's fee and its recipients, changes of timelock and guardian, removal from the withdraw queue.
contract MetaMorphoDouble is ERC4626, Ownable {
    using Math for uint256;
    using MarketParamsLib for MarketParams;
    using MorphoBalancesLib for IMorpho;
    using MorphoLib for IMorpho;
    using SafeERC20 for IERC20;

    struct MarketConfig {
        uint184 cap;
        bool enabled;
        uint64 removableAt;
    }

    struct PendingUint192 {
        uint192 value;
        uint64 validAt;
    }

    struct MarketAllocation {
        MarketParams marketParams;
        uint256 assets;
    }

    error AllCapsReached();
    error AlreadyPending();
    error AlreadySet();
    error InconsistentAsset(Id id);
    error InconsistentReallocation();
    error MarketNotCreated();
    error MarketNotEnabled(Id id);
    error NonZeroCap();
    error NoPendingValue();
    error NotAllocatorRole();
    error NotCuratorNorGuardianRole();
    error NotCuratorRole();
    error NotEnoughLiquidity();
    error PendingRemoval();
    error SupplyCapExceeded(Id id);
    error TimelockNotElapsed();
    error UnauthorizedMarket(Id id);

    event SetCap(address indexed caller, Id indexed id, uint256 cap);
    event RevokePendingCap(address indexed caller, Id indexed id);

    IMorpho public immutable MORPHO;
    uint256 public immutable timelock;

    address public curator;
    address public guardian;
    mapping(address account => bool) public isAllocator;
    mapping(Id id => MarketConfig) public config;
    mapping(Id id => PendingUint192) public pendingCap;
    Id[] public supplyQueue;
    Id[] public withdrawQueue;

    constructor(
        address newOwner,
        IMorpho morpho,
        uint256 newTimelock,
        IERC20 asset_
    ) ERC4626(asset_) ERC20("Double vault", "dvUSD") Ownable(newOwner) {
        MORPHO = morpho;
        timelock = newTimelock;
        asset_.forceApprove(address(morpho), type(uint256).max);
    }

    function setCurator(address newCurator) external onlyOwner {
        curator = newCurator;
    }

    function setGuardian(address newGuardian) external onlyOwner {
        guardian = newGuardian;
    }

    function setIsAllocator(address account, bool allocates) external onlyOwner {
        isAllocator[account] = allocates;
    }

    function submitCap(MarketParams memory marketParams, uint256 newSupplyCap) external {
        if (msg.sender != curator && msg.sender != owner()) revert NotCuratorRole();
        Id id = marketParams.id();
        if (marketParams.loanToken != asset()) revert InconsistentAsset(id);
        if (MORPHO.lastUpdate(id) == 0) revert MarketNotCreated();
        if (pendingCap[id].validAt != 0) revert AlreadyPending();
        if (config[id].removableAt != 0) revert PendingRemoval();
        if (newSupplyCap == config[id].cap) revert AlreadySet();
        if (newSupplyCap < config[id].cap) return _setCap(id, uint184(newSupplyCap));
        pendingCap[id] = PendingUint192(uint184(newSupplyCap), uint64(block.timestamp + timelock));
    }

    function acceptCap(MarketParams memory marketParams) external {
        Id id = marketParams.id();
        PendingUint192 memory pending = pendingCap[id];
        if (pending.validAt == 0) revert NoPendingValue();
        if (block.timestamp < pending.validAt) revert TimelockNotElapsed();
        _setCap(id, uint184(pending.value));
    }

    function revokePendingCap(Id id) external {
        if (msg.sender != guardian && msg.sender != curator && msg.sender != owner()) {
            revert NotCuratorNorGuardianRole();
        }
        delete pendingCap[id];
        emit RevokePendingCap(msg.sender, id);
    }

    function submitMarketRemoval(MarketParams memory marketParams) external {
        if (msg.sender != curator && msg.sender != owner()) revert NotCuratorRole();
        Id id = marketParams.id();
        if (config[id].removableAt != 0 || pendingCap[id].validAt != 0) revert AlreadyPending();
        if (config[id].cap != 0) revert NonZeroCap();
        if (!config[id].enabled) revert MarketNotEnabled(id);
        config[id].removableAt = uint64(block.timestamp + timelock);
    }

    function setSupplyQueue(Id[] calldata newSupplyQueue) external {
        _requireAllocator();
        for (uint256 i = 0; i < newSupplyQueue.length; ++i) {
            if (config[newSupplyQueue[i]].cap == 0) revert UnauthorizedMarket(newSupplyQueue[i]);
        }
        supplyQueue = newSupplyQueue;
    }

    /// @notice Moves the vault's assets to the named sums, withdrawals first; `type(uint256).max` takes what is left.
    function reallocate(MarketAllocation[] calldata allocations) external {
        _requireAllocator();
        uint256 supplied = 0;
        uint256 withdrawn = 0;
        for (uint256 i = 0; i < allocations.length; ++i) {
            MarketParams memory marketParams = allocations[i].marketParams;
            uint256 wanted = allocations[i].assets;
            uint256 held = MORPHO.expectedSupplyAssets(marketParams, address(this));
            if (held > wanted) {
                uint256 shares = wanted == 0 ? MORPHO.supplyShares(marketParams.id(), address(this)) : 0;
                (uint256 out, ) = MORPHO.withdraw(
                    marketParams,
                    wanted == 0 ? 0 : held - wanted,
                    shares,
                    address(this),
                    address(this)
                );
                withdrawn += out;
                continue;
            }
            supplied += _supplyTo(
                marketParams,
                held,
                wanted == type(uint256).max ? withdrawn - supplied : wanted - held
            );
        }
        if (withdrawn != supplied) revert InconsistentReallocation();
    }

    function totalAssets() public view override returns (uint256 assets) {
        for (uint256 i = 0; i < withdrawQueue.length; ++i) {
            assets += MORPHO.expectedSupplyAssets(_paramsOf(withdrawQueue[i]), address(this));
        }
    }

    function _deposit(address caller, address receiver, uint256 assets, uint256 shares) internal override {
        super._deposit(caller, receiver, assets, shares);
        for (uint256 i = 0; i < supplyQueue.length && assets > 0; ++i) {
            MarketParams memory marketParams = _paramsOf(supplyQueue[i]);
            uint256 held = MORPHO.expectedSupplyAssets(marketParams, address(this));
            uint256 room = uint256(config[supplyQueue[i]].cap).saturatingSub(held);
            uint256 amount = room.min(assets);
            if (amount > 0) MORPHO.supply(marketParams, amount, 0, address(this), "");
            assets -= amount;
        }
        if (assets != 0) revert AllCapsReached();
    }

    function _withdraw(
        address caller,
        address receiver,
        address from,
        uint256 assets,
        uint256 shares
    ) internal override {
        uint256 left = assets;
        for (uint256 i = 0; i < withdrawQueue.length && left > 0; ++i) {
            MarketParams memory marketParams = _paramsOf(withdrawQueue[i]);
            uint256 held = MORPHO.expectedSupplyAssets(marketParams, address(this));
            (uint256 supplied, , uint256 borrowed, ) = MORPHO.expectedMarketBalances(marketParams);
            uint256 amount = held.min(supplied - borrowed).min(left);
            if (amount > 0) MORPHO.withdraw(marketParams, amount, 0, address(this), address(this));
            left -= amount;
        }
        if (left != 0) revert NotEnoughLiquidity();
        super._withdraw(caller, receiver, from, assets, shares);
    }

    function _supplyTo(MarketParams memory marketParams, uint256 held, uint256 amount) private returns (uint256) {
        if (amount == 0) return 0;
        Id id = marketParams.id();
        if (config[id].cap == 0) revert UnauthorizedMarket(id);
        if (held + amount > config[id].cap) revert SupplyCapExceeded(id);
        MORPHO.supply(marketParams, amount, 0, address(this), "");
        return amount;
    }

    function _setCap(Id id, uint184 supplyCap) private {
        if (supplyCap > 0 && !config[id].enabled) {
            withdrawQueue.push(id);
            config[id].enabled = true;
        }
        if (supplyCap > 0) config[id].removableAt = 0;
        config[id].cap = supplyCap;
        delete pendingCap[id];
        emit SetCap(msg.sender, id, supplyCap);
    }

    function _requireAllocator() private view {
        if (!isAllocator[msg.sender] && msg.sender != curator && msg.sender != owner()) revert NotAllocatorRole();
    }

    function _paramsOf(Id id) private view returns (MarketParams memory) {
        return MORPHO.idToMarketParams(id);
    }
}
