// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRiskOracle} from "../../contracts/interfaces/IRiskOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {FickleVault} from "../mocks/FickleVault.sol";
import {vm} from "../mocks/Vm.sol";
import {RebalancerWorld} from "./RebalancerWorld.sol";

/// @notice What anyone can do to the rebalancer and around it.
abstract contract RebalancerHandler is RebalancerWorld {
    /// @param shares The treasury's, of the edge's vault and of the refuge.
    /// @param held Tokens in both vaults.
    /// @param redeemable What the treasury could redeem from both.
    struct Before {
        uint256[2] shares;
        uint256[2] held;
        uint256 redeemable;
    }

    uint256 public outs;
    uint256 public backs;

    function round(uint256 seed) external {
        uint256 market = seed % EDGES;
        // Mostly the next round, mostly fresh, and for long stretches on one side.
        _rounds[market] += (seed >> 8) % 12 == 0 ? 2 : 1;
        bool high = (_rounds[market] / 8) % 2 == 0;
        IRiskOracle.ScoreRecord memory record;
        record.score = Bps.wrap(uint16(high ? 35_00 + ((seed >> 16) % 40_00) : (seed >> 16) % 19_00));
        record.spread = Bps.wrap(uint16((seed >> 32) % 3_00));
        record.contributors = uint8((seed >> 40) % 24 == 0 ? 4 : 7);
        record.round = _rounds[market];
        record.observedAt = uint64(block.timestamp);
        uint256 pick = (seed >> 48) % 24;
        IRiskOracle.Status status = pick < 3 ? IRiskOracle.Status(pick) : IRiskOracle.Status.Fresh;
        _scripted.set(_marketIds[market], record, status);
        _call(market, type(uint256).max);
    }

    function wait(uint256 seed) external {
        vm.warp(block.timestamp + (seed % 8 == 0 ? 9 hours : 1 + ((seed >> 8) % 1 hours)));
    }

    function trigger(uint256 seed) external {
        _call(seed % EDGES, (seed >> 8) % 2 == 0 ? (seed >> 16) % 500e18 : type(uint256).max);
    }

    function donate(uint256 seed) external {
        FickleVault vault = _vault(seed);
        _token.mint(address(vault), (seed >> 8) % 3e18);
        if (seed % 5 == 0) _token.mint(address(rebalancer), (seed >> 64) % 1e18);
    }

    /// @dev A rate that somebody pushes for a while: up to two percent either way, mostly set right again.
    function push(uint256 seed) external {
        _vault(seed).skew(seed % 3 == 0 ? 98_00 + ((seed >> 8) % 4_01) : 100_00);
    }

    function fees(uint256 seed) external {
        bool none = seed % 2 == 0;
        _vault(seed >> 1).setFees(none ? 0 : (seed >> 8) % 80, none ? 0 : (seed >> 16) % 80);
    }

    function limits(uint256 seed) external {
        bool none = seed % 3 != 0;
        uint256 most = type(uint256).max;
        _vault(seed >> 2).setLimits(none ? most : (seed >> 8) % 50e18, none ? most : (seed >> 64) % 50e18);
    }

    function breakDown(uint256 seed) external {
        if (seed % 4 == 0) _oracle.setFault(FaultyOracle.Fault((seed >> 8) % 12 == 0 ? 1 + ((seed >> 16) % 4) : 0));
        else _vault(seed >> 2).setFault(FickleVault.Fault((seed >> 8) % 3 == 0 ? (seed >> 16) % 9 : 0));
    }

    /// @dev The treasury's own business, which needs nobody.
    function withdraw(uint256 seed) external {
        FickleVault vault = _vault(seed);
        FickleVault.Fault fault = vault.fault();
        vault.setFault(FickleVault.Fault.None);
        uint256 shares = vault.maxRedeem(TREASURY) / (2 + ((seed >> 8) % 8));
        vm.prank(TREASURY);
        vault.redeem(shares, TREASURY, TREASURY);
        vault.setFault(fault);
    }

    function deposit(uint256 seed) external {
        FickleVault vault = _vault(seed);
        FickleVault.Fault fault = vault.fault();
        vault.setFault(FickleVault.Fault.None);
        vault.setLimits(type(uint256).max, type(uint256).max);
        _openTo(vault, 1 + ((seed >> 8) % 300e18));
        vault.setFault(fault);
    }

    function veto(uint256 seed) external {
        uint256 edge = seed % EDGES;
        if ((seed >> 8) % 6 == 0) {
            vm.prank(VETOER);
            rebalancer.haltEdge(edgeIds[edge]);
            _books[edge].enabled = false;
        } else if ((seed >> 8) % 6 == 1) {
            vm.prank(VETOER);
            rebalancer.forget(edgeIds[edge]);
            _books[edge].outstanding = 0;
        } else if (!_books[edge].enabled) {
            _oracle.setFault(FaultyOracle.Fault.None);
            _setEdge(edge);
        }
    }

    function trespass(uint256 seed) external {
        bytes[6] memory calls = [
            abi.encodeCall(rebalancer.haltEdge, (edgeIds[0])),
            abi.encodeCall(rebalancer.approveVault, (_refuge)),
            abi.encodeCall(rebalancer.setTotalCap, (type(uint128).max)),
            abi.encodeCall(rebalancer.setEdge, (rebalancer.edgeOf(edgeIds[0]))),
            abi.encodeCall(rebalancer.moveOne, (edgeIds[seed % EDGES], type(uint256).max)),
            abi.encodeCall(rebalancer.countOne, (edgeIds[seed % EDGES]))
        ];
        vm.prank(STRANGER);
        (bool done, ) = address(rebalancer).call(calls[(seed >> 8) % 6]);
        if (done) ++broken["trespass"];
    }

    function sweep() external {
        uint256 lying = _token.balanceOf(address(rebalancer));
        uint256 before = _token.balanceOf(TREASURY);
        vm.prank(STRANGER);
        rebalancer.sweep(_token);
        if (_token.balanceOf(TREASURY) != before + lying) ++broken["sweep"];
    }

    function _call(uint256 edge, uint256 maxShares) internal {
        Before memory before = _before(edge);
        uint256 lying = _token.balanceOf(address(rebalancer)) + _token.balanceOf(TREASURY);
        uint256 others = _token.balanceOf(STRANGER) + _token.balanceOf(VETOER);
        _count(edge);
        bytes32[] memory ids = new bytes32[](1);
        ids[0] = edgeIds[edge];
        vm.prank(STRANGER);
        if (maxShares == type(uint256).max) rebalancer.rebalance(ids);
        else rebalancer.rebalanceUpTo(ids[0], maxShares);
        if (_token.balanceOf(address(rebalancer)) + _token.balanceOf(TREASURY) != lying) ++broken["stray"];
        if (_token.balanceOf(STRANGER) + _token.balanceOf(VETOER) != others) ++broken["stray"];
        _judge(edge, before);
    }

    /// @dev What the score says, by the words of the documentation.
    function _count(uint256 edge) private {
        Book storage book = _books[edge];
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = _scripted.score(_marketIds[edge]);
        if (!_usable(edge) || record.round <= book.lastRound) return;
        bool inARow = record.round == book.lastRound + 1;
        bool thick = record.contributors >= 5;
        uint256 score = record.score.toUint();
        if (thick && score >= 40_00) book.high = inARow ? book.high + 1 : 1;
        else book.high = 0;
        bool calm = thick && status == IRiskOracle.Status.Fresh && score + record.spread.toUint() < 20_00;
        if (calm) book.calm = inARow ? book.calm + 1 : 1;
        else book.calm = 0;
        book.notedBefore = inARow ? book.notedAt : 0;
        book.ratesBefore = book.rates;
        book.notedAt = block.timestamp;
        book.rates = [_rateOf(_from[edge]), _rateOf(_refuge)];
        if (book.rates[0] == 0 || book.rates[1] == 0) (book.rates[0], book.rates[1]) = (0, 0);
        book.lastRound = record.round;
    }

    function _usable(uint256 edge) private view returns (bool) {
        (IRiskOracle.ScoreRecord memory record, IRiskOracle.Status status) = _scripted.score(_marketIds[edge]);
        bool fresh = block.timestamp <= record.observedAt + MAX_SCORE_AGE;
        bool answers = _oracle.fault() == FaultyOracle.Fault.None && uint256(status) > 1;
        return fresh && answers && _books[edge].enabled;
    }

    function _judge(uint256 edge, Before memory before) private {
        Before memory afterwards = _before(edge);
        bool out = afterwards.shares[0] < before.shares[0];
        bool back = afterwards.shares[1] < before.shares[1];
        if (!out && !back) {
            if (keccak256(abi.encode(before.shares)) != keccak256(abi.encode(afterwards.shares))) ++broken["stray"];
            return;
        }
        Book storage book = _books[edge];
        if (!_usable(edge)) ++broken["moved on no score"];
        if (out ? book.high < DWELL : book.calm < CALM_DWELL) ++broken["moved without a row"];
        bool noted = book.notedBefore != 0 && block.timestamp >= book.notedBefore + REFERENCE_AGE;
        if (!noted || book.ratesBefore[0] == 0 || book.ratesBefore[1] == 0) ++broken["moved unmeasured"];
        _book(edge, out, before, afterwards);
    }

    function _book(uint256 edge, bool out, Before memory before, Before memory afterwards) private {
        (uint256 s, uint256 t) = out ? (0, 1) : (1, 0);
        uint256 sharesOut = before.shares[s] - afterwards.shares[s];
        uint256 sharesIn = afterwards.shares[t] - before.shares[t];
        uint256 assets = before.held[s] - afterwards.held[s];
        if (afterwards.held[t] != before.held[t] + assets) ++broken["assets not conserved"];
        _moves.push(Moved(edge, block.timestamp, assets));

        uint256[2] memory rates = _books[edge].ratesBefore;
        uint256 valueOut = (sharesOut * rates[s]) / 1e18;
        // A unit of each division for rounding.
        uint256 dust = 2 + (sharesOut + sharesIn) / 1e18;
        uint256 least = (valueOut * (100_00 - MAX_LOSS_BPS)) / 100_00;
        if ((sharesIn * rates[t]) / 1e18 + dust < least) ++broken["lost too much"];
        uint256 loss = ((assets + valueOut) * MAX_LOSS_BPS) / 100_00;
        if (afterwards.redeemable + loss + dust < before.redeemable) ++broken["lost too much"];
        _keep(edge, out, sharesOut, sharesIn);
    }

    function _keep(uint256 edge, bool out, uint256 sharesOut, uint256 sharesIn) private {
        Book storage book = _books[edge];
        if (out) {
            ++outs;
            book.outstanding += sharesIn;
            return;
        }
        ++backs;
        if (sharesOut > book.outstanding) ++broken["more came back than went"];
        book.outstanding -= sharesOut;
    }

    function _before(uint256 edge) private view returns (Before memory b) {
        FickleVault[2] memory vaults = [_from[edge], _refuge];
        for (uint256 i = 0; i < 2; ++i) {
            b.shares[i] = vaults[i].balanceOf(TREASURY);
            b.held[i] = _token.balanceOf(address(vaults[i]));
            FickleVault.Fault fault = vaults[i].fault();
            bool silent = fault == FickleVault.Fault.SaysNoRate || fault == FickleVault.Fault.BurnsGasForARate;
            if (!silent) b.redeemable += vaults[i].previewRedeem(b.shares[i]);
        }
    }

    function _vault(uint256 seed) private view returns (FickleVault) {
        uint256 pick = (seed >> 128) % (EDGES + 1);
        return pick == EDGES ? _refuge : _from[pick];
    }
}
