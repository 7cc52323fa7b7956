// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IShadowLedger} from "../../contracts/interfaces/IShadowLedger.sol";
import {ISkillLedger} from "../../contracts/interfaces/ISkillLedger.sol";
import {vm} from "../mocks/Vm.sol";
import {ShadowWorld} from "./ShadowWorld.sol";
import {signCompact} from "./signObservation.sol";

/// @notice Everything that can be done to a shadow ledger, in any order: forecasts witnessed in time, late or never,
/// brought early, again, by strangers, of other models, spoilt; while models are activated and seats change hands.
abstract contract ShadowHandler is ShadowWorld {
    struct Forecast {
        uint8 key;
        uint32 model;
        uint64 observedAt;
        uint40 seenAt;
        uint16[MARKETS] entries;
    }

    struct Turn {
        ISkillLedger.Outcome outcome;
        uint16 median;
        bool attended;
    }

    uint256 public constant RECORDS = 1;
    uint256 public constant DECISIONS = 2;

    /// @notice Calls of any kind, forecasts that counted, and what went otherwise than it must.
    uint256 public calls;
    uint256 public counted;
    mapping(uint256 what => uint256) public broken;
    Forecast[] private _forecasts;
    mapping(bytes32 window => Turn) private _turns;

    modifier called() {
        ++calls;
        bytes32 before = _decisive();
        _;
        // Only a governor's calls may move what decides.
        if (_decisive() != before && !_governed) ++broken[DECISIONS];
        _governed = false;
    }

    bool private _governed;

    /// @notice A key says what a model forecasts; mostly somebody sees it at once.
    function forecast(uint248 seed) external called {
        _forecasts.push(_fresh(seed));
    }

    /// @notice What is late, or has been seen, is seen again: the first witness stands.
    function witness(uint248 seed) external called {
        if (_forecasts.length == 0) return;
        _witness(_forecasts[seed % _forecasts.length]);
    }

    function pass(uint248 seed) external called {
        vm.warp(block.timestamp + 1 + (seed % 3 hours));
    }

    /// @notice How a window turned out, and what the committee had said of it: at any moment, to anything.
    function turnOut(uint248 seed) external called {
        if (_forecasts.length == 0) return;
        Forecast memory its = _forecasts[seed % _forecasts.length];
        _turnOut(its, (seed >> 16) % MARKETS, ISkillLedger.Outcome((seed >> 24) % 4), seed >> 32);
    }

    /// @notice R12: what is ready counts to the last unit; anything else is refused.
    function account(uint248 seed) external called {
        if (_forecasts.length == 0) return;
        _account(_forecasts[seed % _forecasts.length], (seed >> 16) % (MARKETS + 1));
    }

    /// @notice The same from the forecast to its count, with nothing in its way; then again, and spoilt.
    function accountWhole(uint248 seed) external called {
        uint256 market = (seed >> 16) % MARKETS;
        Forecast memory its = _fresh(seed);
        (its.key, its.seenAt) = (uint8(_keyAt(seed % SEATS)), 0);
        (its.model, its.observedAt) = (uint32(models.length - 1), uint64(block.timestamp));
        if (its.entries[market] & ABSTAIN == ABSTAIN) its.entries[market] = 50_00;
        _forecasts.push(its);
        Forecast storage kept = _forecasts[_forecasts.length - 1];
        _witness(kept);
        // Odd, and with a bit that keeps the median from abstaining: see `_turnOut`.
        _turnOut(kept, market, ISkillLedger.Outcome(2 + ((seed >> 24) % 2)), (seed >> 32) | 0x101);
        _spoil(kept, market, seed >> 64);
        _account(kept, market);
        _account(kept, market);
    }

    /// @notice A model leaves the shadow, and another enters it.
    function promote(uint248 seed) external called {
        if (seed % 8 != 0) return;
        _governed = true;
        registry.activate(models[models.length - 1 - ((seed >> 8) % 2)]);
        _shadowModel();
        _shadowModel();
    }

    /// @notice Other keys sit; the ledger begins anew with the rounds of the new configuration.
    function reseat(uint248 seed) external called {
        if (seed % 4 != 0) return;
        _governed = true;
        _seat(seed >> 8);
        if ((seed >> 16) % 2 == 0) return;
        _sources.configure();
        ++_configuration;
    }

    uint256 private _configuration;

    function _fresh(uint256 seed) private returns (Forecast memory its) {
        its.key = uint8(1 + ((seed >> 4) % KEYS));
        its.model = uint32((seed >> 12) % models.length);
        its.observedAt = uint64(block.timestamp - ((seed >> 32) % 2) * 30 minutes);
        for (uint256 i = 0; i < MARKETS; ++i) {
            uint256 random = uint256(keccak256(abi.encode(seed, calls, i)));
            its.entries[i] = uint16(random % 100_01);
            if ((random >> 32) % 8 == 0) its.entries[i] = ABSTAIN;
            // A flag comes along.
            if ((random >> 40) % 4 == 0) its.entries[i] |= 1 << 14;
        }
        if (seed % 3 == 0) return its;
        its.seenAt = uint40(block.timestamp);
        _sources.witness(_batchOf(_observationOf(its)));
    }

    function _witness(Forecast storage its) private {
        _sources.witness(_batchOf(_observationOf(its)));
        if (its.seenAt == 0) its.seenAt = uint40(block.timestamp);
    }

    function _turnOut(Forecast memory its, uint256 market, ISkillLedger.Outcome outcome, uint256 seed) private {
        Turn storage turn = _turnOf(its, market);
        (turn.outcome, turn.median, turn.attended) = (outcome, uint16(seed % 100_01), seed % 4 != 0);
        if ((seed >> 8) % 8 == 0) turn.median = ABSTAIN;
        // A round of the same number and of another second, or of other markets, is another round.
        uint160 pin = turn.attended ? _pinOf(its.observedAt) : ~_pinOf(its.observedAt);
        _sources.turnOut(LISTED, _idOf(market), its.observedAt, outcome);
        _sources.attend(_idOf(market), _roundOf(its), ISkillLedger.Attendance(pin, 7, 0, 3, turn.median));
        _last[keccak256(abi.encode(_configuration, market, _roundOf(its)))] = its.observedAt;
    }

    /// @dev The second of which a round's attendance was told last.
    mapping(bytes32 round => uint64) private _last;

    function _account(Forecast storage its, uint256 market) private {
        bool due = _isDue(its, market);
        IShadowLedger.ShadowObservation memory observation = _observationOf(its);
        (bytes32 r, bytes32 vs) = signCompact(its.key, shadow.observationDigest(observation));
        if (_send(observation, market, r, vs) != due) ++broken[RECORDS];
        if (!due) return;
        ++counted;
        _countOnce(its.key, models[its.model], market, _roundOf(its));
        Turn storage turn = _turnOf(its, market);
        bool came = turn.outcome == ISkillLedger.Outcome.Yes;
        _note(its.key, models[its.model], its.entries[market] & ABSTAIN, turn.median, came);
    }

    /// @dev With one thing wrong it counts for nobody.
    function _spoil(Forecast storage its, uint256 market, uint256 seed) private {
        IShadowLedger.ShadowObservation memory observation = _observationOf(its);
        (bytes32 r, bytes32 vs) = signCompact(its.key, shadow.observationDigest(observation));
        uint256 flaw = seed % 4;
        if (flaw == 0) observation.scores = abi.encodePacked(its.entries[1] ^ 1, its.entries[0]);
        if (flaw == 1) observation.round += 1;
        if (flaw == 2) observation.modelHash = models[0];
        if (flaw == 3) (r, vs) = signCompact(KEYS + 1, shadow.observationDigest(observation));
        if (_send(observation, market, r, vs)) ++broken[RECORDS];
    }

    function _send(
        IShadowLedger.ShadowObservation memory observation,
        uint256 market,
        bytes32 r,
        bytes32 vs
    ) private returns (bool done) {
        (done, ) = address(shadow).call(abi.encodeCall(shadow.account, (observation, market, r, vs)));
    }

    function _isDue(Forecast storage its, uint256 market) private view returns (bool) {
        if (market >= MARKETS || !_sits(its.key) || !registry.isShadow(models[its.model])) return false;
        if (its.seenAt == 0 || its.seenAt > its.observedAt + MAX_AGE) return false;
        if (its.entries[market] & ABSTAIN == ABSTAIN) return false;
        Turn storage turn = _turnOf(its, market);
        bool settled = turn.outcome == ISkillLedger.Outcome.No || turn.outcome == ISkillLedger.Outcome.Yes;
        bool standing = _last[keccak256(abi.encode(_configuration, market, _roundOf(its)))] == its.observedAt;
        bool judged = standing && turn.attended && turn.median != ABSTAIN;
        return settled && judged && _isNew(its.key, models[its.model], market, _roundOf(its));
    }

    function _turnOf(Forecast memory its, uint256 market) private view returns (Turn storage) {
        return _turns[keccak256(abi.encode(market, its.observedAt))];
    }

    function _observationOf(Forecast memory its) private view returns (IShadowLedger.ShadowObservation memory) {
        return
            IShadowLedger.ShadowObservation({
                marketsDigest: LISTED,
                round: _roundOf(its),
                observedAt: its.observedAt,
                snapshotRoot: bytes32(uint256(its.key)),
                modelHash: models[its.model],
                scores: abi.encodePacked(its.entries[0], its.entries[1])
            });
    }

    function _batchOf(IShadowLedger.ShadowObservation memory observation) private view returns (bytes32) {
        return keccak256(abi.encode(shadow.observationDigest(observation)));
    }

    function _roundOf(Forecast memory its) private pure returns (uint64) {
        return its.observedAt / 1 hours;
    }
}
