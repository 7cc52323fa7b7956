// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {Governed} from "./libraries/Governed.sol";

/// @title ModelRegistry
/// @notice Which ONNX files may count, named by the sha256 of their bytes.
///
/// Time model: none; each step takes effect in its own transaction, the waiting is the timelock's.
///
/// Guarantees
/// - C1 Registering and activating need CONFIGURATOR_ROLE (a timelock); retiring needs REVOKER_ROLE and is immediate.
/// - C2 A model goes Unknown -> Shadow -> Active -> Retired, one way: a retired hash never counts again.
///
/// Trusts: the configurator to have run what the hash names. The chain cannot tell a good model from a bad one.
contract ModelRegistry is IModelRegistry, Governed {
    mapping(bytes32 modelHash => Model) private _models;

    /// @inheritdoc IModelRegistry
    uint256 public override retirements;

    /// @param admin The DAO's timelock.
    /// @param revoker May retire models at once, besides the admin; zero for none.
    constructor(address admin, address revoker) Governed(admin, revoker) {}

    /// @inheritdoc IModelRegistry
    function register(
        bytes32 modelHash,
        bytes32 schemaHash,
        string calldata cardUri
    ) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        if (modelHash == 0 || schemaHash == 0) revert EmptyModelField(modelHash, schemaHash);
        Stage stage = _models[modelHash].stage;
        if (stage != Stage.Unknown) revert WrongStage(modelHash, stage);

        // Effect:
        _models[modelHash] = Model({stage: Stage.Shadow, schemaHash: schemaHash, cardUri: cardUri});
        emit ModelRegistered(modelHash, schemaHash, cardUri);
    }

    /// @inheritdoc IModelRegistry
    function activate(bytes32 modelHash) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        Stage stage = _models[modelHash].stage;
        if (stage != Stage.Shadow) revert WrongStage(modelHash, stage);

        // Effect:
        _models[modelHash].stage = Stage.Active;
        emit ModelActivated(modelHash);
    }

    /// @inheritdoc IModelRegistry
    function retire(bytes32 modelHash) external override onlyRole(REVOKER_ROLE) {
        // Check:
        Stage stage = _models[modelHash].stage;
        if (stage != Stage.Shadow && stage != Stage.Active) revert WrongStage(modelHash, stage);

        // Effect:
        _models[modelHash].stage = Stage.Retired;
        ++retirements;
        emit ModelRetired(modelHash);
    }

    /// @inheritdoc IModelRegistry
    function isActive(bytes32 modelHash) external view override returns (bool) {
        return _models[modelHash].stage == Stage.Active;
    }

    /// @inheritdoc IModelRegistry
    function modelAt(bytes32 modelHash) external view override returns (Model memory) {
        return _models[modelHash];
    }
}
