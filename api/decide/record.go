package decide

import "greenlight/api"

// Record is one new record, made outside GitLab CI.
type Record struct {
	// Op tells requests apart in one run of the program.
	Op      uint64
	Project api.ProjectRef
	New     api.NewDeployment
	// Me is the caller's user id, by which a lost record is looked for.
	Me int64
	// Gate is where the record can still be taken back; nil where nobody would.
	Gate *Gate
}

// Recorded is the end of a Record. Of the outcomes Changed is never among them.
type Recorded struct {
	Record  Record
	Outcome Outcome
	// Deployment is the new record, or the one that was there before; nil where
	// there is none.
	Deployment *api.Deployment
	// Repeat is true where GitLab returned the environment's current deployment,
	// which has the same ref, sha, tag and status, and made nothing.
	// gitlab: app/services/deployments/create_service.rb
	Repeat bool
	// Fields are the server's refusals by the name of the field: environment, ref,
	// sha, tag, status.
	Fields map[string]string
	// Err is the refusal or the failure; nil for Done.
	Err error
	// Unkept says why the journal could not take what became of it; nil where it did.
	Unkept error
}
