// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice What a proposal's calls do to balances, told by making them: in an `eth_call` whose result is thrown away.
interface IPayloadSimulator {
    /// @notice A call as the timelock would make it.
    struct PayloadCall {
        address target;
        uint256 value;
        bytes data;
    }

    /// @notice Whose balance of what is read; the zero address is ether.
    struct Holding {
        address token;
        address holder;
    }

    /// @notice A balance in smallest units.
    struct Balance {
        /// @dev False where the token does not answer within its gas, or with less than a word.
        bool known;
        uint256 amount;
    }

    struct Outcome {
        /// @dev Of each holding, in the order asked.
        Balance[] before;
        /// @dev The same after the calls; empty where one of them reverted, since a timelock makes all or none.
        Balance[] afterwards;
        /// @dev Calls that were made and returned: the index of the one that reverted, or the number of all.
        uint256 returned;
        /// @dev The first 256 bytes of what the failing call reverted with.
        bytes reason;
    }

    /// @notice With less, the balances could not be read after the calls.
    error NotEnoughGas(uint256 left, uint256 needed);

    /// @notice Makes the calls one after the other from the address whose code this stands for, and reads the holdings
    /// before and after. The calls get all the gas there is but what reading the holdings takes: asked with as much as a
    /// transaction may use (EIP-7825), what runs out of it here has little more in one.
    /// @dev From the simulation's caller alone; from anybody else it is what the timelock's own code makes of it.
    /// @param calls The proposal's calls, in their order.
    /// @param holdings Balances to compare; each costs up to 100,000 gas, twice.
    function simulate(
        PayloadCall[] calldata calls,
        Holding[] calldata holdings
    ) external returns (Outcome memory outcome);
}
