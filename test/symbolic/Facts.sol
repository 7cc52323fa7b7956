// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @dev What a prover is told of products and quotients. It takes both for functions of which it knows nothing before it
/// computes them bit by bit, and of free numbers it never ends with that. Each fact is true of all numbers whose products
/// fit, so that to assume it leaves no value out: `Facts.t.sol` tries them, and a proof names those that it needs.

/// @notice A fact that is needed under a condition, and perhaps true under no other.
function given(bool condition, bool fact) pure returns (bool result) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        result := or(iszero(condition), fact)
    }
}

/// @notice A product that fits is what each factor says it is, in either order, so that the compiler's check passes; and
/// that of 128 bits and 120 leaves eight.
/// @dev Nothing was returned to who asks: the compiler, which does not know that, would not tell that factors commute,
/// since it orders them itself, and not always alike.
function fits(uint256 a, uint256 b) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        let ab := mul(a, b)
        let byA := or(iszero(a), eq(div(ab, a), b))
        let byB := or(iszero(b), eq(div(ab, b), a))
        let large := iszero(iszero(or(shr(128, a), shr(120, b))))
        fact := and(and(eq(ab, mul(b, add(a, returndatasize()))), and(byA, byB)), or(large, iszero(shr(248, ab))))
    }
}

/// @notice Where a <= b, a * c <= b * c.
function productOrdered(uint256 a, uint256 b, uint256 c) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        fact := or(gt(a, b), iszero(gt(mul(a, c), mul(b, c))))
    }
}

/// @notice (a + 1) * b is a * b and b once more.
function productOfNext(uint256 a, uint256 b) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        fact := eq(mul(add(a, 1), b), add(mul(a, b), b))
    }
}

/// @notice A quotient times its divisor is the number or less, by less than the divisor.
function divides(uint256 n, uint256 d) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        let qd := mul(div(n, d), d)
        fact := or(iszero(d), and(iszero(gt(qd, n)), lt(sub(n, qd), d)))
    }
}

/// @notice What remains of a number is below the divisor and no more than the number, and without it nothing remains.
function remains(uint256 n, uint256 d) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        let rest := mod(n, d)
        let small := and(lt(rest, d), iszero(gt(rest, n)))
        fact := or(iszero(d), and(small, iszero(mod(sub(n, rest), d))))
    }
}

/// @notice Where n <= m, n / d <= m / d.
function quotientOrdered(uint256 n, uint256 m, uint256 d) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        fact := or(gt(n, m), iszero(gt(div(n, d), div(m, d))))
    }
}

/// @notice Of k divisors more, where the sum fits, the quotient is greater by k.
function quotientOfMore(uint256 n, uint256 d, uint256 k) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        fact := or(iszero(d), eq(div(add(n, mul(d, k)), d), add(div(n, d), k)))
    }
}

/// @notice Where a is taken from b and leaves c or more, it leaves no more than b, and a is all that is missing.
function differenceOrdered(uint256 a, uint256 b, uint256 c) pure returns (bool fact) {
    // Safe: arithmetic on the stack.
    assembly ("memory-safe") {
        let rest := sub(b, a)
        let leaves := and(iszero(gt(c, b)), iszero(gt(a, sub(b, c))))
        fact := or(iszero(leaves), and(iszero(gt(c, rest)), and(iszero(gt(rest, b)), iszero(gt(a, b)))))
    }
}
