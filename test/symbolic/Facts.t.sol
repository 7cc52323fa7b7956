// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {assertTrue} from "../mocks/Vm.sol";
import {
    differenceOrdered,
    divides,
    fits,
    productOfNext,
    productOrdered,
    quotientOfMore,
    quotientOrdered,
    remains
} from "./Facts.sol";

/// @notice What proofs are told of arithmetic holds of whatever is tried: an assumption that were false of some numbers
/// would leave them out of a proof.
contract FactsTest {
    function testFuzz_ProductsThatFit(uint128 a, uint128 b, uint120 c) external pure {
        assertTrue(fits(a, b) && fits(a, c) && fits(c, a), "a product that fits");
        assertTrue(productOrdered(a, b, c) && productOrdered(b, a, c), "the order of products");
        assertTrue(productOfNext(a, c) && productOfNext(c, a), "the product of the next number");
    }

    /// @dev Votes times bps, as the governor's gate multiplies them.
    function testFuzz_ProductsOfVotes(uint208 votes, uint16 bps) external pure {
        assertTrue(fits(votes, bps) && fits(bps, votes), "a product that fits");
    }

    function testFuzz_Quotients(uint256 n, uint256 m, uint256 d) external pure {
        assertTrue(divides(n, d) && divides(m, n), "a quotient times its divisor");
        assertTrue(remains(n, d) && remains(m, n), "what remains of a number");
        assertTrue(quotientOrdered(n, m, d) && quotientOrdered(m, n, d), "the order of quotients");
    }

    function testFuzz_QuotientsOfMore(uint128 n, uint64 d, uint64 k) external pure {
        assertTrue(quotientOfMore(n, d, k), "the quotient of so many divisors more");
    }

    function testFuzz_Differences(uint256 a, uint256 b, uint256 c) external pure {
        assertTrue(differenceOrdered(a, b, c) && differenceOrdered(c, a, b), "the order of differences");
        // Where the fact's condition holds, too.
        uint256 most = b == type(uint256).max ? b : b + 1;
        uint256 rest = c % most;
        uint256 taken = a % (b - rest == type(uint256).max ? b - rest : b - rest + 1);
        assertTrue(differenceOrdered(taken, b, rest), "what is left of a difference");
    }
}
