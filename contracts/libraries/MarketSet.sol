// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {MarketId, toMarketId} from "../types/MarketId.sol";
import {CodeStore} from "./CodeStore.sol";
import {EventTable} from "./EventTable.sol";

/// @notice The markets that an oracle scores, and their events. A report reads the table (digest, then the ids in the
/// order of the signed vectors), kept as code; the events stand in a code of their own. Past sets are kept: what was
/// signed under one can be judged for as long as the chain lives.
library MarketSet {
    using Arrays for uint256[];
    using MarketSet for Table;

    /// @param eventHash Of the market with its event.
    /// @param version Of the set in which the market was listed last; zero if it is not listed.
    /// @param index Of the market in that set.
    struct Listing {
        bytes32 eventHash;
        uint32 version;
        uint8 index;
    }

    /// @param table Where the table is kept as code.
    /// @param events Where the events are, in the order of the table.
    struct Kept {
        address table;
        address events;
    }

    /// @param table Of the present set.
    /// @param version Counts configurations.
    /// @param events Of the present set; a report does not read them.
    /// @param listings The present set by id.
    /// @param history Every set by its digest, the present one included.
    struct Set {
        address table;
        uint32 version;
        address events;
        mapping(MarketId marketId => Listing) listings;
        mapping(bytes32 marketsDigest => Kept) history;
    }

    /// @param words Word 0 is the digest, word i + 1 the id of market i.
    struct Table {
        uint256[] words;
    }

    /// @dev One bit each in a report's mask.
    uint256 internal constant MAX_MARKETS = 64;

    function present(Set storage set) internal view returns (Table memory) {
        return Table({words: CodeStore.read(set.table)});
    }

    /// @notice The table of a past set, or of the present one.
    function past(Set storage set, bytes32 marketsDigest) internal view returns (Table memory) {
        return Table({words: CodeStore.read(_kept(set, marketsDigest).table)});
    }

    /// @notice Binds every market and event of the set, and how many sets there were before.
    function digest(Table memory self) internal pure returns (bytes32) {
        return self.words.length == 0 ? bytes32(0) : bytes32(self.words[0]);
    }

    function count(Table memory self) internal pure returns (uint256) {
        return self.words.length == 0 ? 0 : self.words.length - 1;
    }

    /// @notice The id of market `index`, which the caller has checked to be below the count.
    function idAt(Table memory self, uint256 index) internal pure returns (MarketId) {
        // Safe: the index is below 64.
        unchecked {
            return MarketId.wrap(bytes32(self.words.unsafeMemoryAccess(index + 1)));
        }
    }

    function ids(Table memory self) internal pure returns (MarketId[] memory marketIds) {
        marketIds = new MarketId[](self.count());
        for (uint256 i = 0; i < marketIds.length; ++i) marketIds[i] = self.idAt(i);
    }

    /// @notice Replaces the set.
    /// @param chainId Chain on which the markets live.
    /// @param version Of the new set; greater than any before.
    /// @return newDigest Digest of the new set.
    /// @return changed Ids whose score, if any, is not one of their present event: new, delisted, or with another
    /// event than before. The first `changes` entries count.
    function replace(
        Set storage set,
        uint256 chainId,
        uint32 version,
        IRiskOracle.Market[] calldata newMarkets
    ) internal returns (bytes32 newDigest, MarketId[] memory changed, uint256 changes) {
        uint256 n = newMarkets.length;
        if (n > MAX_MARKETS) revert IRiskOracle.TooManyMarkets(n, MAX_MARKETS);
        MarketId[] memory oldIds = present(set).ids();
        changed = new MarketId[](n + oldIds.length);
        newDigest = digestOf(version, newMarkets);
        uint256[] memory words = new uint256[](n + 1);
        words[0] = uint256(newDigest);
        for (uint8 i = 0; i < n; ++i) {
            MarketId marketId = idOf(chainId, newMarkets[i]);
            words[i + 1] = uint256(MarketId.unwrap(marketId));
            if (_list(set, marketId, newMarkets[i], version, i)) changed[changes++] = marketId;
        }
        for (uint256 i = 0; i < oldIds.length; ++i) {
            if (set.listings[oldIds[i]].version == version) continue;
            delete set.listings[oldIds[i]];
            changed[changes++] = oldIds[i];
        }
        (set.table, set.version, set.events) = (CodeStore.write(words), version, EventTable.write(newMarkets));
        set.history[newDigest] = Kept({table: set.table, events: set.events});
    }

    /// @notice A market of the present set.
    function marketOf(Set storage set, MarketId marketId) internal view returns (IRiskOracle.Market memory) {
        Listing storage listing = set.listings[marketId];
        if (listing.version == 0) revert IRiskOracle.MarketNotListed(marketId);
        return EventTable.read(set.events, listing.index);
    }

    /// @notice A market as it was in a past set, or is in the present one.
    function marketAt(
        Set storage set,
        bytes32 marketsDigest,
        MarketId marketId
    ) internal view returns (IRiskOracle.Market memory) {
        Table memory table = past(set, marketsDigest);
        for (uint256 i = 0; i < table.count(); ++i) {
            if (table.idAt(i) == marketId) return EventTable.read(set.history[marketsDigest].events, i);
        }
        revert IRiskOracle.MarketNotListed(marketId);
    }

    function digestOf(uint32 version, IRiskOracle.Market[] calldata markets) internal pure returns (bytes32) {
        return keccak256(abi.encode(version, markets));
    }

    function idOf(uint256 chainId, IRiskOracle.Market memory market) internal pure returns (MarketId) {
        return toMarketId({chainId: chainId, kind: market.kind, target: market.target, subject: market.subject});
    }

    /// @notice Reverts unless the market has an event.
    function check(MarketId marketId, IRiskOracle.Market memory market) internal pure {
        if (market.target == address(0)) revert IRiskOracle.TargetZero(marketId);
        uint256 threshold = market.threshold.toUint();
        if (threshold == 0 || threshold >= ONE_BPS) revert IRiskOracle.ThresholdOutOfRange(marketId, market.threshold);
        if (market.horizon.toSeconds() == 0) revert IRiskOracle.HorizonZero(marketId);
        if (market.referenceFeed == address(0)) revert IRiskOracle.ReferenceFeedZero(marketId);
    }

    function _kept(Set storage set, bytes32 marketsDigest) private view returns (Kept storage kept) {
        kept = set.history[marketsDigest];
        if (kept.table == address(0)) revert IRiskOracle.UnknownMarketsDigest(marketsDigest);
    }

    /// @return changed Whether the market is new or its event another one.
    function _list(
        Set storage set,
        MarketId marketId,
        IRiskOracle.Market calldata market,
        uint32 version,
        uint8 index
    ) private returns (bool changed) {
        check(marketId, market);
        Listing memory listed = set.listings[marketId];
        if (listed.version == version) revert IRiskOracle.DuplicateMarket(marketId);
        bytes32 eventHash = keccak256(abi.encode(market));
        set.listings[marketId] = Listing({eventHash: eventHash, version: version, index: index});
        return listed.eventHash != eventHash;
    }
}
