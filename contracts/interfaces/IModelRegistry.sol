// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @notice Which ONNX files may count, named by the sha256 of their bytes.
interface IModelRegistry {
    enum Stage {
        Unknown,
        Shadow,
        Active,
        Retired
    }

    /// @param stage Where the model stands.
    /// @param schemaHash Hash of the feature schema that the model reads.
    /// @param cardUri Where the model card is.
    struct Model {
        Stage stage;
        bytes32 schemaHash;
        string cardUri;
    }

    /// @notice A model without a name or without a schema cannot be checked by anyone.
    error EmptyModelField(bytes32 modelHash, bytes32 schemaHash);
    /// @notice The model does not stand where this step begins: Unknown -> Shadow -> Active -> Retired.
    error WrongStage(bytes32 modelHash, Stage stage);

    event ModelRegistered(bytes32 indexed modelHash, bytes32 schemaHash, string cardUri);
    event ModelActivated(bytes32 indexed modelHash);
    event ModelRetired(bytes32 indexed modelHash);

    /// @notice Registers a model in shadow: nodes may run it, no committee may count it. Only through the timelock.
    function register(bytes32 modelHash, bytes32 schemaHash, string calldata cardUri) external;

    /// @notice Lets a shadow model count. Only through the timelock, after its shadow record convinced.
    function activate(bytes32 modelHash) external;

    /// @notice Stops a shadow or active model at once and for good. A revoker calls it when a model proves wrong or
    /// stolen; what it takes to come back is a new file, hence a new hash.
    function retire(bytes32 modelHash) external;

    /// @notice Whether the model counts.
    function isActive(bytes32 modelHash) external view returns (bool);

    /// @notice Everything stored of a model.
    function modelAt(bytes32 modelHash) external view returns (Model memory);

    /// @notice How many models were ever retired. As long as it stands still, what was active is active.
    function retirements() external view returns (uint256);
}
