// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {IGovernorRiskGate} from "../../contracts/interfaces/IGovernorRiskGate.sol";
import {IProposalOracle} from "../../contracts/interfaces/IProposalOracle.sol";
import {Bps} from "../../contracts/types/Bps.sol";
import {Duration} from "../../contracts/types/Duration.sol";
import {DemoVotes} from "../mocks/DemoVotes.sol";
import {FaultyOracle} from "../mocks/FaultyOracle.sol";
import {ScriptedOracle} from "../mocks/ScriptedOracle.sol";
import {vm} from "../mocks/Vm.sol";
import {deployBuilt} from "./deployBuilt.sol";

/// @notice Whatever a proposal calls; it counts the calls.
contract Poked {
    uint256 public pokes;

    function poke() external {
        ++pokes;
    }
}

/// @notice A DAO behind the gate, over two oracles that say what they are told, one of them in force.
abstract contract GovernanceWorld {
    /// @dev As the governor's constructor takes them.
    struct VoteTerms {
        uint48 votingDelay;
        uint32 votingPeriod;
        uint256 proposalThreshold;
        uint256 quorumPercent;
        uint48 voteExtension;
    }

    /// @dev As the governor's constructor takes them.
    struct GateTerms {
        IProposalOracle oracle;
        IGovernorRiskGate.RiskSettings settings;
        IGovernorRiskGate.RiskLimits limits;
        address[] exemptTargets;
    }

    uint256 internal constant SUPPLY = 1_000_000e18;
    uint256 internal constant QUORUM_PERCENT = 4;
    uint256 internal constant VOTING_DELAY = 1 days;
    uint256 internal constant VOTING_PERIOD = 4 days;
    uint256 internal constant VOTE_EXTENSION = 1 days;
    uint256 internal constant MIN_DELAY = 2 days;
    uint256 internal constant LIMIT_QUORUM_BPS = 300_00;
    uint256 internal constant LIMIT_SHARE_BPS = 10_00;
    uint256 internal constant LIMIT_DELAY = 7 days;
    /// @dev A tenth of the votes reaches any quorum; a minnow's 4 % the governor's own and no other.
    address internal constant WHALE = address(0x3A1E);
    address internal constant MINNOW = address(0x3110);
    address internal constant OTHER = address(0x07E4);

    DemoVotes internal immutable TOKEN;
    TimelockController internal immutable TIMELOCK;
    IGovernor public immutable governor;
    IGovernorRiskGate public immutable gate;
    Poked internal immutable COMMITTEE;
    Poked internal immutable TREASURY;

    FaultyOracle[2] internal _oracles;
    ScriptedOracle[2] internal _scripts;

    constructor() {
        vm.warp(1_700_000_000);
        TOKEN = new DemoVotes("Votes", "VOTE");
        (COMMITTEE, TREASURY) = (new Poked(), new Poked());
        for (uint256 i = 0; i < 2; ++i) {
            _scripts[i] = new ScriptedOracle();
            _oracles[i] = new FaultyOracle(_scripts[i]);
        }
        _hand(WHALE, SUPPLY / 10);
        _hand(MINNOW, (SUPPLY * QUORUM_PERCENT) / 100);
        _hand(OTHER, SUPPLY / 20);
        TOKEN.mint(address(1), SUPPLY - TOKEN.totalSupply());
        address[] memory anyone = new address[](1);
        TIMELOCK = new TimelockController(MIN_DELAY, new address[](0), anyone, address(this));
        address deployed = _deploy();
        (governor, gate) = (IGovernor(deployed), IGovernorRiskGate(deployed));
        TIMELOCK.grantRole(TIMELOCK.PROPOSER_ROLE(), deployed);
        TIMELOCK.grantRole(TIMELOCK.CANCELLER_ROLE(), deployed);
        TIMELOCK.renounceRole(TIMELOCK.DEFAULT_ADMIN_ROLE(), address(this));
        vm.warp(block.timestamp + 1);
    }

    function _deploy() private returns (address) {
        address[] memory exempt = new address[](1);
        exempt[0] = address(COMMITTEE);
        GateTerms memory terms = GateTerms({
            oracle: IProposalOracle(address(_oracles[0])),
            settings: _settings(0),
            limits: IGovernorRiskGate.RiskLimits({
                quorumBps: uint16(LIMIT_QUORUM_BPS),
                quorumShare: Bps.wrap(uint16(LIMIT_SHARE_BPS)),
                extraDelay: Duration.wrap(uint32(LIMIT_DELAY))
            }),
            exemptTargets: exempt
        });
        VoteTerms memory vote = VoteTerms({
            votingDelay: uint48(VOTING_DELAY),
            votingPeriod: uint32(VOTING_PERIOD),
            proposalThreshold: 0,
            quorumPercent: QUORUM_PERCENT,
            voteExtension: uint48(VOTE_EXTENSION)
        });
        return deployBuilt("RiskGatedGovernor", abi.encode("Gated", TOKEN, TIMELOCK, vote, terms));
    }

    function _hand(address voter, uint256 votes) private {
        TOKEN.mint(voter, votes);
        vm.prank(voter);
        TOKEN.delegate(voter);
    }

    /// @dev Settings within the limits; those of zero to begin with.
    function _settings(uint256 seed) internal pure returns (IGovernorRiskGate.RiskSettings memory settings) {
        settings = IGovernorRiskGate.RiskSettings({
            elevatedFrom: Bps.wrap(10_00),
            strictFrom: Bps.wrap(30_00),
            elevatedQuorumBps: 150_00,
            strictQuorumBps: 200_00,
            elevatedDelay: Duration.wrap(1 days),
            strictDelay: Duration.wrap(3 days),
            scoreWindow: 6 hours
        });
        if (seed == 0) return settings;
        settings.strictFrom = Bps.wrap(uint16(1 + (seed % 100_00)));
        settings.elevatedFrom = Bps.wrap(uint16(1 + ((seed >> 16) % Bps.unwrap(settings.strictFrom))));
        settings.strictQuorumBps = uint16(100_00 + ((seed >> 32) % (LIMIT_QUORUM_BPS - 100_00 + 1)));
        settings.elevatedQuorumBps = uint16(100_00 + ((seed >> 48) % (settings.strictQuorumBps - 100_00 + 1)));
        settings.strictDelay = Duration.wrap(uint32((seed >> 64) % (LIMIT_DELAY + 1)));
        uint256 longest = settings.strictDelay.toSeconds();
        settings.elevatedDelay = Duration.wrap(uint32((seed >> 96) % (longest + 1)));
        settings.scoreWindow = uint32(1 + ((seed >> 128) % 4 days));
    }
}
