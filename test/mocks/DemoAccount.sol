// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice One borrower's account: does what its driver says. Cloned, so it keeps the driver in storage.
contract DemoAccount {
    error AlreadyDriven(address driver);
    error OnlyDriver(address caller, address driver);

    address public driver;

    function setDriver(address newDriver) external {
        if (driver != address(0)) revert AlreadyDriven(driver);
        driver = newDriver;
    }

    function execute(address target, bytes calldata data) external {
        if (msg.sender != driver) revert OnlyDriver(msg.sender, driver);
        (bool ok, bytes memory result) = target.call(data);
        if (!ok) {
            // Hands the cause on unchanged; `result` is memory that this frame owns.
            assembly ("memory-safe") {
                revert(add(result, 32), mload(result))
            }
        }
    }
}
