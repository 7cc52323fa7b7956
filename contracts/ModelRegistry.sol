// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IModelRegistry} from "./interfaces/IModelRegistry.sol";
import {Governed} from "./libraries/Governed.sol";
import {Duration} from "./types/Duration.sol";

/// @title ModelRegistry
/// @notice Which ONNX files may count, named by the sha256 of their bytes.
///
/// Time model: a model stays in shadow for `shadowTime` before it can be activated; every other step takes effect in
/// its own transaction, the waiting is the timelock's.
///
/// Guarantees
/// - C1 Taking into shadow and activating need CONFIGURATOR_ROLE (a timelock); retiring needs REVOKER_ROLE and is
///   immediate. Proposing is anyone's and has no effect on what counts.
/// - C2 A model goes Unknown -> Proposed -> Shadow -> Active -> Retired, one way: a retired hash never counts again.
///   What goes into shadow is, to the letter, what was proposed.
///
/// Trusts: the configurator to have run what the hash names. The chain cannot tell a good model from a bad one.
contract ModelRegistry is IModelRegistry, Governed {
    /// @notice A record longer than this says nothing more.
    uint256 public constant SHADOW_TIME_LIMIT = 180 days;

    mapping(bytes32 modelHash => Model) private _models;
    mapping(bytes32 proposal => uint64 when) private _proposedAt;

    /// @inheritdoc IModelRegistry
    uint256 public override retirements;
    /// @inheritdoc IModelRegistry
    Duration public override shadowTime;

    /// @param admin The DAO's timelock.
    /// @param revoker May retire models at once, besides the admin; zero for none.
    constructor(address admin, address revoker) Governed(admin, revoker) {}

    /// @inheritdoc IModelRegistry
    function propose(bytes32 modelHash, bytes32 schemaHash, string calldata cardUri) external override {
        // Check:
        if (modelHash == 0 || schemaHash == 0) revert EmptyModelField(modelHash, schemaHash);
        Stage stage = _models[modelHash].stage;
        if (stage != Stage.Unknown && stage != Stage.Proposed) revert WrongStage(modelHash, stage);
        bytes32 proposal = _proposal(modelHash, schemaHash, cardUri);
        if (_proposedAt[proposal] != 0) revert ProposedAlready(modelHash, proposal);

        // Effect:
        _models[modelHash].stage = Stage.Proposed;
        _proposedAt[proposal] = uint64(block.timestamp);
        emit ModelProposed(modelHash, schemaHash, cardUri, msg.sender);
    }

    /// @inheritdoc IModelRegistry
    function startShadow(
        bytes32 modelHash,
        bytes32 schemaHash,
        string calldata cardUri
    ) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        _checkStage(modelHash, Stage.Proposed);
        bytes32 proposal = _proposal(modelHash, schemaHash, cardUri);
        if (_proposedAt[proposal] == 0) revert NotProposed(modelHash, proposal);

        // Effect:
        _models[modelHash] = Model({
            stage: Stage.Shadow,
            shadowSince: uint64(block.timestamp),
            schemaHash: schemaHash,
            cardUri: cardUri
        });
        emit ModelShadowed(modelHash, schemaHash, cardUri);
    }

    /// @inheritdoc IModelRegistry
    function activate(bytes32 modelHash) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        _checkStage(modelHash, Stage.Shadow);
        uint256 earliest = _models[modelHash].shadowSince + shadowTime.toSeconds();
        if (block.timestamp < earliest) revert ShadowTooShort(modelHash, block.timestamp, earliest);

        // Effect:
        _models[modelHash].stage = Stage.Active;
        emit ModelActivated(modelHash);
    }

    /// @inheritdoc IModelRegistry
    function retire(bytes32 modelHash) external override onlyRole(REVOKER_ROLE) {
        // Check:
        Stage stage = _models[modelHash].stage;
        if (stage == Stage.Unknown || stage == Stage.Retired) revert WrongStage(modelHash, stage);

        // Effect:
        _models[modelHash].stage = Stage.Retired;
        ++retirements;
        emit ModelRetired(modelHash);
    }

    /// @inheritdoc IModelRegistry
    function setShadowTime(Duration newShadowTime) external override onlyRole(CONFIGURATOR_ROLE) {
        // Check:
        uint256 length = newShadowTime.toSeconds();
        if (length > SHADOW_TIME_LIMIT) revert ShadowTimeTooLong(length, SHADOW_TIME_LIMIT);

        // Effect:
        shadowTime = newShadowTime;
        emit ShadowTimeSet(newShadowTime);
    }

    /// @inheritdoc IModelRegistry
    function isActive(bytes32 modelHash) external view override returns (bool) {
        return _models[modelHash].stage == Stage.Active;
    }

    /// @inheritdoc IModelRegistry
    function isShadow(bytes32 modelHash) external view override returns (bool) {
        return _models[modelHash].stage == Stage.Shadow;
    }

    /// @inheritdoc IModelRegistry
    function modelAt(bytes32 modelHash) external view override returns (Model memory) {
        return _models[modelHash];
    }

    /// @inheritdoc IModelRegistry
    function proposedAt(
        bytes32 modelHash,
        bytes32 schemaHash,
        string calldata cardUri
    ) external view override returns (uint256) {
        return _proposedAt[_proposal(modelHash, schemaHash, cardUri)];
    }

    function _checkStage(bytes32 modelHash, Stage expected) private view {
        Stage stage = _models[modelHash].stage;
        if (stage != expected) revert WrongStage(modelHash, stage);
    }

    function _proposal(bytes32 modelHash, bytes32 schemaHash, string calldata cardUri) private pure returns (bytes32) {
        return keccak256(abi.encode(modelHash, schemaHash, cardUri));
    }
}
