package sandbox

import (
	"fmt"
	"time"
)

// Scene is a situation that a person who decides can be in. Stage builds it.
type Scene uint8

// The scenes. Where nothing else is said, the deployment waits for one approval of a
// Maintainer, which the first user is, was made by another Developer from a tag with
// release notes, and ships twelve commits.
const (
	SceneAhead         Scene = iota // an ordinary one; the same commit is in staging and well
	SceneRollback                   // twelve commits older than what is live
	SceneDiverged                   // of a branch: three commits of its own, eight of main missing
	SceneSame                       // the commit that is live already
	SceneFirst                      // nothing was ever deployed to the environment
	SceneFrozen                     // a freeze period is on
	SceneFreezeSoon                 // one begins in 40 minutes
	SceneOwn                        // the first user's own, and the project forbids to approve that
	SceneOwnAllowed                 // the first user's own, and the project allows it
	SceneTwoHats                    // two groups that the first user is in have to agree
	SceneShadowedGroup              // of "qa-group" and "qa", in this order: the name of the second finds the first
	SceneShadowedRole               // of "Developers + Maintainers" and "Maintainers", in this order
	SceneNameless                   // a rule without a name stands first: any represented_as is a 500
	SceneHidden                     // a group that the first user cannot see has to agree
	SceneOthers                     // only a group that the first user is not in
	SceneApproved                   // approved by another, waits to be run
	SceneManual                     // a manual job in an environment without protection
	SceneOutdated                   // something newer succeeded since
	SceneOutdatedMany               // the same, of four
	SceneUnrelated                  // of a branch that has no commit with main in common
	SceneUnknownSHA                 // its own commit is one that GitLab does not know any more
	SceneUnknownLive                // the live commit is
	SceneHuge                       // 3090 commits: the comparison times out
	SceneLiveDeleted                // the deployments that were live are gone, failed ones are left
	SceneCrowded                    // an older one runs in the environment, a newer one waits too
	SceneRed                        // a job of its pipeline has failed
	SceneUnreviewed                 // its own author merged its newest merge request, without an approval
	sceneCount
)

// String is also the last part of the path of the scene's project.
func (s Scene) String() string {
	if s >= sceneCount {
		return fmt.Sprintf("scene-%d", uint8(s))
	}
	return plots[s].name
}

// Staged is where a scene was built.
type Staged struct {
	Scene       Scene
	Project     int64
	ProjectPath string
	Environment string
	// Deployment is the one that waits, IID its number in the project; Job and Pipeline
	// are its own.
	Deployment, IID, Job, Pipeline int64
	Ref, SHA                       string
	// Live is the last successful deployment of the environment, 0 where there is none.
	Live    int64
	LiveSHA string
	// Ahead and Behind are the commits that it has more and less than the live one; both
	// are 0 where one of the two commits cannot be compared.
	Ahead, Behind int
	// Others are the other deployments of the environment that wait or run, the oldest
	// first.
	Others []int64
}

// Stage puts a waiting deployment in front of the first user, in a project of its own
// in the group payments, whose path is payments/ and the scene's name, with a number
// behind it when it is staged again. The same calls give the same ids. What is not a
// scene panics.
func (s *Server) Stage(scene Scene) Staged {
	if scene >= sceneCount {
		panic("sandbox: there is no " + scene.String())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.world.advance(s.options.Now())
	return s.world.stage(scene)
}

func (w *world) stage(scene Scene) Staged {
	t := w.newSet(scene)
	plot := plots[scene]
	for _, c := range plot.live {
		t.place(sceneEnvironment, row{ref: "v1.7.9", status: statusSuccess, age: 2*day + hour, by: "max"}, commitID{n: c})
	}
	if plot.first != nil {
		plot.first(t)
	}
	waits := t.waiting(plot)
	if plot.then != nil {
		plot.then(t, waits)
	}
	return t.staged(scene, waits)
}

// staged tells what has become of a scene.
func (t *set) staged(scene Scene, d *deployment) Staged {
	w, p := t.w, t.p
	found := Staged{
		Scene: scene, Project: p.id, ProjectPath: p.fullPath(), Environment: d.env.name, Deployment: d.id, IID: d.iid,
		Job: d.job.id, Pipeline: d.job.pipeline.id, Ref: d.ref, SHA: w.sha(p, d.commit),
	}
	for _, other := range p.deployments {
		if other != d && other.env == d.env && !isDone(other.status) {
			found.Others = append(found.Others, other.id)
		}
	}
	live := d.env.lastSuccess()
	if live == nil {
		return found
	}
	found.Live, found.LiveSHA = live.id, w.sha(p, live.commit)
	if !p.lost[d.commit] && !p.lost[live.commit] {
		found.Ahead, found.Behind = len(p.between(live.commit, d.commit)), len(p.between(d.commit, live.commit))
	}
	return found
}

// sceneEnvironment is where the deployment of every scene wants to go.
const sceneEnvironment = "production"

// sceneAge is how long it has been waiting.
const sceneAge = 14 * time.Minute
