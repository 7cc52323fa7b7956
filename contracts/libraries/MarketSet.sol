// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Arrays} from "@openzeppelin/contracts/utils/Arrays.sol";
import {IRiskOracle} from "../interfaces/IRiskOracle.sol";
import {ONE_BPS} from "../types/Bps.sol";
import {MarketId, toMarketId} from "../types/MarketId.sol";
import {CodeStore} from "./CodeStore.sol";

/// @notice The markets that an oracle scores, and their events. A report reads the table (digest, then the ids in the
/// order of the signed vectors), kept as code; listings say what each market's event is.
library MarketSet {
    using Arrays for uint256[];
    using MarketSet for Table;

    /// @param version Of the set in which the market was listed last; zero if it is not listed.
    struct Listing {
        IRiskOracle.Market market;
        uint32 version;
    }

    /// @param words Where the table is kept as code.
    /// @param version Counts configurations.
    struct Set {
        address words;
        uint32 version;
        mapping(MarketId marketId => Listing) listings;
    }

    /// @param words Word 0 is the digest, word i + 1 the id of market i.
    struct Table {
        uint256[] words;
    }

    /// @dev One bit each in a report's mask.
    uint256 internal constant MAX_MARKETS = 64;

    function table(Set storage set) internal view returns (Table memory) {
        return Table({words: CodeStore.read(set.words)});
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
    /// @return newDigest Digest of the new set.
    /// @return changed Ids whose score, if any, is not one of their present event: new, delisted, or with another
    /// event than before. The first `changes` entries count.
    function replace(
        Set storage set,
        IRiskOracle.Market[] calldata newMarkets
    ) internal returns (bytes32 newDigest, MarketId[] memory changed, uint256 changes) {
        uint256 n = newMarkets.length;
        if (n > MAX_MARKETS) revert IRiskOracle.TooManyMarkets(n, MAX_MARKETS);
        MarketId[] memory oldIds = table(set).ids();
        changed = new MarketId[](n + oldIds.length);
        uint32 version = ++set.version;
        newDigest = keccak256(abi.encode(version, newMarkets));
        uint256[] memory words = new uint256[](n + 1);
        words[0] = uint256(newDigest);
        for (uint256 i = 0; i < n; ++i) {
            MarketId marketId = idOf(newMarkets[i]);
            words[i + 1] = uint256(MarketId.unwrap(marketId));
            if (_list(set, marketId, newMarkets[i], version)) changed[changes++] = marketId;
        }
        for (uint256 i = 0; i < oldIds.length; ++i) {
            if (set.listings[oldIds[i]].version == version) continue;
            delete set.listings[oldIds[i]];
            changed[changes++] = oldIds[i];
        }
        set.words = CodeStore.write(words);
    }

    function marketOf(Set storage set, MarketId marketId) internal view returns (IRiskOracle.Market memory) {
        Listing storage listing = set.listings[marketId];
        if (listing.version == 0) revert IRiskOracle.MarketNotListed(marketId);
        return listing.market;
    }

    function idOf(IRiskOracle.Market memory market) internal view returns (MarketId) {
        return toMarketId({chainId: block.chainid, kind: market.kind, target: market.target, subject: market.subject});
    }

    /// @return changed Whether the market is new or its event another one.
    function _list(
        Set storage set,
        MarketId marketId,
        IRiskOracle.Market calldata market,
        uint32 version
    ) private returns (bool changed) {
        _check(marketId, market);
        Listing storage listing = set.listings[marketId];
        if (listing.version == version) revert IRiskOracle.DuplicateMarket(marketId);
        IRiskOracle.Market memory listed = listing.market;
        changed = listing.version == 0 || keccak256(abi.encode(listed)) != keccak256(abi.encode(market));
        set.listings[marketId] = Listing({market: market, version: version});
    }

    function _check(MarketId marketId, IRiskOracle.Market calldata market) private pure {
        if (market.target == address(0)) revert IRiskOracle.TargetZero(marketId);
        uint256 threshold = market.threshold.toUint();
        if (threshold == 0 || threshold >= ONE_BPS) revert IRiskOracle.ThresholdOutOfRange(marketId, market.threshold);
        if (market.horizon.toSeconds() == 0) revert IRiskOracle.HorizonZero(marketId);
        if (market.referenceFeed == address(0)) revert IRiskOracle.ReferenceFeedZero(marketId);
    }
}
