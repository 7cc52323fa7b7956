"""Tree ensembles as one operator: ai.onnx.ml's TreeEnsembleRegressor in the graph, the same arrays in numpy here."""

from dataclasses import dataclass

import numpy as np
import torch

LEAF = -1


@dataclass
class Trees:
    """
    Nodes of all trees, one tree after the other. A branch goes left where x[feature] <= threshold; a leaf (feature
    LEAF) adds its row of `values` [nodes, targets]. `roots` are the trees' first nodes.
    """

    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray  # float32
    left: np.ndarray
    right: np.ndarray
    values: np.ndarray  # float32

    @property
    def targets(self) -> int:
        return self.values.shape[1]

    @property
    def leaves(self) -> int:
        return int(np.sum(self.feature == LEAF))

    def evaluate(self, x: np.ndarray) -> np.ndarray:
        """Sums of leaves, [batch, targets] float32."""
        total = np.zeros((len(x), self.targets))
        for root in self.roots:
            node = np.full(len(x), root)
            active = np.flatnonzero(self.feature[node] != LEAF)
            while len(active):
                at = node[active]
                down = x[active, self.feature[at]] <= self.threshold[at]
                node[active] = np.where(down, self.left[at], self.right[at])
                active = active[self.feature[node[active]] != LEAF]
            total += self.values[node]
        return total.astype(np.float32)

    def attributes(self) -> dict:
        """The operator's attributes, named as torch's exporter wants them."""
        tree = np.searchsorted(self.roots, np.arange(len(self.feature)), side="right") - 1
        own = np.arange(len(self.feature)) - self.roots[tree]
        leaf = self.feature == LEAF
        child = lambda nodes: np.where(leaf, 0, nodes - self.roots[tree])
        at = np.repeat(np.flatnonzero(leaf), self.targets)
        listed = lambda array: np.asarray(array).tolist()
        return {
            "nodes_treeids_i": listed(tree), "nodes_nodeids_i": listed(own),
            "nodes_featureids_i": listed(np.where(leaf, 0, self.feature)),
            "nodes_values_f": listed(np.where(leaf, 0.0, self.threshold)),
            "nodes_modes_s": ["LEAF" if flag else "BRANCH_LEQ" for flag in leaf],
            "nodes_truenodeids_i": listed(child(self.left)), "nodes_falsenodeids_i": listed(child(self.right)),
            "target_treeids_i": listed(tree[at]), "target_nodeids_i": listed(own[at]),
            "target_ids_i": listed(np.tile(np.arange(self.targets), int(leaf.sum()))),
            "target_weights_f": listed(self.values[leaf].ravel()),
            "n_targets_i": self.targets, "aggregate_function_s": "SUM", "post_transform_s": "NONE",
        }


def below(threshold: float) -> np.float32:
    """The largest float32 at or below a split, so that float32 inputs take the branch that the fit gave them."""
    rounded = np.float32(threshold)
    return np.nextafter(rounded, np.float32(-np.inf)) if float(rounded) > threshold else rounded


class TreeOperator(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x: torch.Tensor, trees: Trees) -> torch.Tensor:
        return torch.from_numpy(trees.evaluate(x.detach().numpy()))

    @staticmethod
    def symbolic(graph, x, trees: Trees):
        found = graph.op("ai.onnx.ml::TreeEnsembleRegressor", x, **trees.attributes())
        found.setType(x.type().with_sizes([None, trees.targets]))
        return found


def from_lightgbm(booster) -> Trees:
    """The trees of a LightGBM booster with one output and no categorical or missing inputs."""
    roots, nodes = [], []

    def add(node: dict) -> int:
        index = len(nodes)
        if "leaf_value" in node and "split_feature" not in node:
            nodes.append((LEAF, np.float32(0), 0, 0, node["leaf_value"]))
            return index
        if node["decision_type"] != "<=":
            raise ValueError(f'A split by "{node["decision_type"]}" has no place in the exported trees.')
        nodes.append(None)
        left, right = add(node["left_child"]), add(node["right_child"])
        nodes[index] = (node["split_feature"], below(node["threshold"]), left, right, 0.0)
        return index

    for tree in booster.dump_model()["tree_info"]:
        roots.append(add(tree["tree_structure"]))
    feature, threshold, left, right, value = zip(*nodes)
    return Trees(
        np.array(roots), np.array(feature), np.array(threshold, dtype=np.float32), np.array(left), np.array(right),
        np.array(value, dtype=np.float32)[:, None],
    )
