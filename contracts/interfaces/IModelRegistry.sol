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

    /// @notice Registers a model in shadow.
    function register(bytes32 modelHash, bytes32 schemaHash, string calldata cardUri) external;

    /// @notice Lets a shadow model count. Only through the timelock.
    function activate(bytes32 modelHash) external;

    /// @notice Stops a model at once and for good.
    function retire(bytes32 modelHash) external;

    /// @notice Whether the model counts.
    function isActive(bytes32 modelHash) external view returns (bool);

    /// @notice Everything stored of a model.
    function modelAt(bytes32 modelHash) external view returns (Model memory);
}
