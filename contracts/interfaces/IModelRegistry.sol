// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Duration} from "../types/Duration.sol";

/// @notice Which ONNX files may count, named by the sha256 of their bytes.
interface IModelRegistry {
    enum Stage {
        Unknown,
        Proposed,
        Shadow,
        Active,
        Retired
    }

    /// @param stage Where the model stands.
    /// @param shadowSince When it came into shadow, unix seconds; zero before.
    /// @param schemaHash Hash of the feature schema that the model reads; zero while only proposed.
    /// @param cardUri Where the model card is; empty while only proposed.
    struct Model {
        Stage stage;
        uint64 shadowSince;
        bytes32 schemaHash;
        string cardUri;
    }

    /// @notice A model without a name or without a schema cannot be checked by anyone.
    error EmptyModelField(bytes32 modelHash, bytes32 schemaHash);
    /// @notice The model does not stand where this step begins: Unknown -> Proposed -> Shadow -> Active -> Retired.
    error WrongStage(bytes32 modelHash, Stage stage);
    /// @notice Exactly this was proposed before.
    error ProposedAlready(bytes32 modelHash, bytes32 proposal);
    /// @notice Nobody proposed exactly this.
    error NotProposed(bytes32 modelHash, bytes32 proposal);
    error ShadowTooShort(bytes32 modelHash, uint256 timestamp, uint256 earliest);
    error ShadowTimeTooLong(uint256 shadowTime, uint256 maximum);

    event ModelProposed(bytes32 indexed modelHash, bytes32 schemaHash, string cardUri, address indexed proposer);
    event ModelShadowed(bytes32 indexed modelHash, bytes32 schemaHash, string cardUri);
    event ModelActivated(bytes32 indexed modelHash);
    event ModelRetired(bytes32 indexed modelHash);
    event ShadowTimeSet(Duration shadowTime);

    /// @notice Puts a model up for discussion. Anyone may, at its own cost; nothing counts by it. The same file may be
    /// proposed with another schema or card too: the step into shadow says which proposal it takes, so nobody can
    /// occupy a hash or change what is being voted on.
    function propose(bytes32 modelHash, bytes32 schemaHash, string calldata cardUri) external;

    /// @notice Takes exactly this proposal into shadow: nodes may run it and be scored on it, no committee may count
    /// it. Only through the timelock.
    function startShadow(bytes32 modelHash, bytes32 schemaHash, string calldata cardUri) external;

    /// @notice Lets a shadow model count, `shadowTime` after it came into shadow at the earliest. Only through the
    /// timelock, after its shadow record convinced.
    function activate(bytes32 modelHash) external;

    /// @notice Stops a model at once and for good, at whatever stage. A revoker calls it when a model proves wrong or
    /// stolen; what it takes to come back is a new file, hence a new hash.
    function retire(bytes32 modelHash) external;

    /// @notice How long a model must be in shadow before it can count; at most 180 days, zero at first, so that a
    /// deployment's own models can start. Only through the timelock: shortening it is what could hurry a model in.
    function setShadowTime(Duration newShadowTime) external;

    /// @notice Whether the model counts.
    function isActive(bytes32 modelHash) external view returns (bool);

    /// @notice Whether the model is in shadow: scored, never counted.
    function isShadow(bytes32 modelHash) external view returns (bool);

    /// @notice Everything stored of a model.
    function modelAt(bytes32 modelHash) external view returns (Model memory);

    /// @notice When exactly this was proposed, unix seconds; zero if it never was.
    function proposedAt(bytes32 modelHash, bytes32 schemaHash, string calldata cardUri) external view returns (uint256);

    /// @notice How long a model must be in shadow before it can count.
    function shadowTime() external view returns (Duration);

    /// @notice How many models were ever retired. As long as it stands still, what was active is active.
    function retirements() external view returns (uint256);
}
