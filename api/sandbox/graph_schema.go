package sandbox

// graphSchema is the part of GitLab's schema that every edition has.
// gitlab: app/graphql/types/deployment_type.rb, app/graphql/types/environment_type.rb
const graphSchema = `
schema { query: Query mutation: Mutation }

scalar Time
scalar DeploymentID

type Query {
  currentUser: UserCore
  echo(text: String!): String!
  project(fullPath: ID!): Project
  projects(fullPaths: [String!], ids: [ID!], membership: Boolean, search: String, first: Int, after: String): ProjectConnection
}

type Mutation {
  echoCreate(input: EchoCreateInput!): EchoCreatePayload
}

input EchoCreateInput { clientMutationId: String errors: [String!] messages: [String!] }
type EchoCreatePayload { clientMutationId: String echoes: [String!] errors: [String!]! }

type PageInfo { startCursor: String endCursor: String hasNextPage: Boolean! hasPreviousPage: Boolean! }

type UserCore { id: ID! username: String! name: String! state: String! webUrl: String! }
type Group { id: ID! name: String! fullName: String! fullPath: ID! webUrl: String }

type Project {
  id: ID!
  name: String!
  nameWithNamespace: String!
  path: String!
  fullPath: ID!
  webUrl: String
  archived: Boolean
  visibility: String
  deployment(iid: ID!): Deployment
  environment(name: String!): Environment
  environments(name: String, search: String, states: [String!], first: Int, after: String): EnvironmentConnection
}
type ProjectConnection { nodes: [Project] pageInfo: PageInfo! }

enum DeploymentTier { PRODUCTION STAGING TESTING DEVELOPMENT OTHER }
enum DeploymentStatus { CREATED RUNNING SUCCESS FAILED CANCELED SKIPPED BLOCKED }
enum SortDirectionEnum { ASC DESC }
input DeploymentsOrderByInput { createdAt: SortDirectionEnum finishedAt: SortDirectionEnum }

type Environment {
  id: ID!
  name: String!
  slug: String
  state: String!
  path: String!
  externalUrl: String
  environmentType: String
  tier: DeploymentTier
  createdAt: Time
  updatedAt: Time
  lastDeployment(status: DeploymentStatus!): Deployment
  deployments(statuses: [DeploymentStatus!], orderBy: DeploymentsOrderByInput, first: Int, after: String): DeploymentConnection
  deployFreezes: [CiFreezePeriod!]
}
type EnvironmentConnection { nodes: [Environment] pageInfo: PageInfo! }

enum CiFreezePeriodStatus { ACTIVE INACTIVE }
type CiFreezePeriod {
  status: CiFreezePeriodStatus!
  startCron: String!
  endCron: String!
  cronTimezone: String
  startTime: Time
  endTime: Time
}

type Deployment {
  id: ID
  iid: ID
  ref: String
  tag: Boolean
  sha: String
  status: DeploymentStatus
  createdAt: Time
  updatedAt: Time
  finishedAt: Time
  webPath: String
  triggerer: UserCore
  commit: Commit
  job: CiJob
  userPermissions: DeploymentPermissions!
}
type DeploymentConnection { nodes: [Deployment] pageInfo: PageInfo! }
type DeploymentPermissions { updateDeployment: Boolean! destroyDeployment: Boolean! }

type Commit { id: ID! sha: String! shortId: String! title: String fullTitle: String message: String authorName: String webUrl: String! }

enum CiJobStatus {
  CANCELED CANCELING CREATED FAILED MANUAL PENDING PREPARING RUNNING SCHEDULED SKIPPED SUCCESS
  WAITING_FOR_CALLBACK WAITING_FOR_RESOURCE
}
type CiJob { id: ID name: String status: CiJobStatus webPath: String manualJob: Boolean allowFailure: Boolean! }
`

// graphSchemaEE is what the enterprise code adds.
// gitlab: ee/app/graphql/ee/types/deployment_type.rb, ee/app/graphql/mutations/deployments/deployment_approve.rb
const graphSchemaEE = `
enum DeploymentsApprovalStatus { APPROVED REJECTED }
enum DeploymentApprovalSummaryStatus { APPROVED REJECTED PENDING_APPROVAL }
enum AccessLevelEnum {
  NO_ACCESS MINIMAL_ACCESS GUEST PLANNER REPORTER SECURITY_MANAGER DEVELOPER MAINTAINER OWNER ADMIN
}

extend type DeploymentPermissions { approveDeployment: Boolean! }
extend type Deployment {
  pendingApprovalCount: Int
  approvals: [DeploymentApproval!]
  approvalSummary: DeploymentApprovalSummary
}
extend type Mutation {
  approveDeployment(input: ApproveDeploymentInput!): ApproveDeploymentPayload
}

type DeploymentApproval {
  user: UserCore
  status: DeploymentsApprovalStatus
  comment: String
  createdAt: Time
  updatedAt: Time
}
type DeploymentApprovalSummary {
  status: DeploymentApprovalSummaryStatus
  totalRequiredApprovals: Int
  totalPendingApprovalCount: Int
  rules: [ProtectedEnvironmentApprovalRuleForSummary!]
}
type ProtectedEnvironmentApprovalRuleForSummary {
  requiredApprovals: Int
  approvedCount: Int
  pendingApprovalCount: Int
  status: DeploymentApprovalSummaryStatus
  canApprove: Boolean
  user: UserCore
  group: Group
  accessLevel: AccessLevel
  approvals: [DeploymentApproval!]
}
type AccessLevel { integerValue: Int stringValue: AccessLevelEnum }

input ApproveDeploymentInput {
  clientMutationId: String
  id: DeploymentID!
  status: DeploymentsApprovalStatus!
  comment: String
  representedAs: String
}
type ApproveDeploymentPayload { clientMutationId: String deploymentApproval: DeploymentApproval! errors: [String!]! }
`
