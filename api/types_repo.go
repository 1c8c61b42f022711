package api

// Bridge is a trigger job: it has no runner and no log, it starts another pipeline.
// gitlab: lib/api/entities/ci/bridge.rb
type Bridge struct {
	Job
	// Downstream is the pipeline it started; nil before it did.
	Downstream *Pipeline `json:"downstream_pipeline"`
}

// GitRef is a branch or a tag and where it points.
type GitRef struct {
	Name string
	Tag  bool
	// SHA is the commit, 40 or 64 hex digits.
	SHA string
}

// Comparison is what lies between two commits: the commits that the second has and
// the first has not, oldest first, and the files that differ. Where the second is
// older than the first there are no commits.
// gitlab: lib/api/entities/compare.rb
type Comparison struct {
	Commits []Commit     `json:"commits"`
	Files   []FileChange `json:"diffs"`
	// Timeout says that GitLab cut the files short.
	Timeout bool `json:"compare_timeout"`
	// SameRef says that both names are one commit.
	SameRef bool   `json:"compare_same_ref"`
	WebURL  string `json:"web_url"`
}

// FileChange is one file that differs.
// gitlab: lib/api/entities/diff.rb
type FileChange struct {
	OldPath string `json:"old_path"`
	NewPath string `json:"new_path"`
	New     bool   `json:"new_file"`
	Renamed bool   `json:"renamed_file"`
	Deleted bool   `json:"deleted_file"`
	// TooLarge and Collapsed say that GitLab left the text out; absent from releases
	// before 16.
	TooLarge  bool `json:"too_large"`
	Collapsed bool `json:"collapsed"`
	// Diff is the text in unified form, without its file headers.
	Diff string `json:"diff"`
}
