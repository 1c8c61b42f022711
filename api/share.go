package api

import (
	"reflect"
	"slices"
	"strings"
	"sync"
)

// shares makes one of what is said over and over in listings: the same few people,
// environments, stages and states in every row. A hundred thousand rows are held for as
// long as the program runs, and most of their memory would be copies.
//
// What is shared is never changed by anybody once it was read.
type shares struct {
	mu    sync.Mutex
	texts map[string]string
	users map[int64]*User
}

// Bounds on what is remembered. Where there is more it begins anew: what was shared
// already stays so.
const (
	mostTexts = 8 << 10
	mostUsers = 4 << 10
)

// rows shares what the rows of a page have in common with each other and with those of
// other pages. The result has no room for more.
func (s *shares) rows(page []Deployment) []Deployment {
	s.mu.Lock()
	defer s.mu.Unlock()
	page = slices.Clip(slices.Clone(page))
	commits, pipelines := map[string]*Commit{}, map[int64]*Pipeline{}
	for i := range page {
		d := &page[i]
		d.User = s.user(d.User)
		var seen seenBefore
		if job := d.Deployable; job != nil {
			job.User = s.user(job.User)
			if job.Commit != nil {
				first := one(commits, job.Commit.ID, job.Commit)
				job.Commit, seen.commit = first, first != job.Commit
			}
			if job.Pipeline != nil {
				job.Pipeline.User = s.user(job.Pipeline.User)
				first := one(pipelines, job.Pipeline.ID, job.Pipeline)
				job.Pipeline, seen.pipeline = first, first != job.Pipeline
			}
		}
		s.common(d)
		huddle(d, seen)
	}
	return page
}

// one is the first of what is the same under a key.
func one[K comparable, T any](known map[K]*T, key K, v *T) *T {
	if old := known[key]; old != nil && reflect.DeepEqual(old, v) {
		return old
	}
	known[key] = v
	return v
}

func (s *shares) user(u *User) *User {
	if u == nil {
		return nil
	}
	if s.users == nil || len(s.users) >= mostUsers {
		s.users = map[int64]*User{}
	}
	return one(s.users, u.ID, u)
}

// text is the one copy of a text that many rows have.
func (s *shares) text(t *string) {
	if t == nil || *t == "" {
		return
	}
	if s.texts == nil || len(s.texts) >= mostTexts {
		s.texts = map[string]string{}
	}
	known, ok := s.texts[*t]
	if !ok {
		known = *t
		s.texts[known] = known
	}
	*t = known
}

// common shares the texts that rows have in common.
func (s *shares) common(d *Deployment) {
	e := &d.Environment
	for _, t := range []*string{(*string)(&d.Status), &e.Name, &e.Slug, e.ExternalURL, (*string)(&e.Tier), &e.State} {
		s.text(t)
	}
	job := d.Deployable
	if job == nil {
		return
	}
	for _, t := range []*string{&job.Name, &job.Stage, (*string)(&job.Status), job.FailureReason} {
		s.text(t)
	}
	if c := job.Commit; c != nil {
		s.text(&c.AuthorName)
		s.text(&c.AuthorEmail)
	}
	if p := job.Pipeline; p != nil {
		s.text((*string)(&p.Status))
		s.text(&p.Source)
	}
}

// seenBefore is what of a row an earlier one had: its texts are with that one.
type seenBefore struct{ commit, pipeline bool }

// huddle puts the texts that a row has for itself into one, and those that are a part of
// another into that: the address of a commit has its sha, a message its title.
func huddle(d *Deployment, seen seenBefore) {
	texts := make([]*string, 0, 16)
	job := d.Deployable
	if job != nil {
		texts = append(texts, &job.WebURL)
		if c := job.Commit; c != nil && !seen.commit {
			texts = append(texts, &c.WebURL, &c.Message, &c.Title, &c.ID, &c.ShortID)
			for i := range c.ParentIDs {
				texts = append(texts, &c.ParentIDs[i])
			}
		}
		if p := job.Pipeline; p != nil && !seen.pipeline {
			texts = append(texts, &p.WebURL, &p.SHA, &p.Ref)
		}
		texts = append(texts, &job.Ref)
	}
	texts = append(texts, &d.SHA, &d.Ref)
	if seen.commit && d.SHA == job.Commit.ID {
		d.SHA = job.Commit.ID
		texts = slices.DeleteFunc(texts, func(t *string) bool { return t == &d.SHA })
	}
	size := 0
	for _, t := range texts {
		size += len(*t)
	}
	var all strings.Builder
	all.Grow(size)
	starts := make([]int, len(texts))
	for i, t := range texts {
		starts[i] = strings.Index(all.String(), *t)
		if starts[i] < 0 {
			starts[i] = all.Len()
			all.WriteString(*t)
		}
	}
	whole := strings.Clone(all.String())
	for i, t := range texts {
		*t = whole[starts[i] : starts[i]+len(*t)]
	}
}
