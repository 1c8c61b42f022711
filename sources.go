package main

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/sandbox"
	"greenlight/config"
	"greenlight/ui"
)

// opened are the sources of the fleet with what has to be closed after it.
type opened struct {
	list    []fleet.Source
	hosts   []string
	refresh map[string]time.Duration
	hints   map[string]ui.TokenHint
	closers []func()
}

func (o *opened) close() {
	for _, c := range o.closers {
		c()
	}
}

// sources opens a client for each configured host; tokens are read here, before
// the screen is taken, since reading one may ask for a password.
func (p process) sources(ctx context.Context, s setup, log *slog.Logger) (*opened, error) {
	o := &opened{refresh: map[string]time.Duration{}, hints: map[string]ui.TokenHint{}}
	if s.demo {
		return o, p.openDemo(o, s, log)
	}
	for _, src := range s.sources {
		token, err := src.ReadToken(ctx, p.env, p.stdin, p.stderr)
		if err != nil {
			return nil, err
		}
		read := func(ctx context.Context) (api.Secret, error) {
			t, err := src.ReadToken(ctx, p.env, nil, io.Discard)
			return api.Secret(t.Reveal()), err
		}
		if err := o.add(p, src, api.Secret(token.Reveal()), s.readOnly, read, log); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// openDemo starts the embedded GitLab and makes its first user the caller.
func (p process) openDemo(o *opened, s setup, log *slog.Logger) error {
	server, err := sandbox.Start(sandbox.Options{Now: p.now, Seed: 1})
	if err != nil {
		return err
	}
	o.closers = append(o.closers, server.Close)
	src := s.sources[0]
	src.Host = server.URL()
	return o.add(p, src, api.Secret(server.Users()[0].Token), s.readOnly, nil, log)
}

func (o *opened) add(p process, src config.Source, token api.Secret, readOnly bool, read func(context.Context) (api.Secret, error), log *slog.Logger) error {
	instance, err := api.ParseInstance(src.Host)
	if err != nil {
		return err
	}
	if slices.Contains(o.hosts, instance.Host()) {
		return fmt.Errorf("two of the profiles shown are both of %s, and only one token can decide there: show one of them with --profile or profiles_shown", instance)
	}
	var pool *x509.CertPool
	if src.CAFile != "" {
		if pool, err = config.CertPool(src.CAFile); err != nil {
			return err
		}
	}
	client, err := api.New(api.Options{
		Instance: instance, Token: token, CA: pool, Now: p.now, Log: log, ReadOnly: readOnly,
		UserAgent: userAgent(),
	})
	if err != nil {
		return err
	}
	o.closers = append(o.closers, client.Close)
	o.list = append(o.list, fleet.Source{Client: client, Projects: src.Projects, Groups: src.Groups, Token: read})
	o.hosts = append(o.hosts, client.Host())
	o.refresh[client.Host()] = src.Refresh
	o.hints[client.Host()] = ui.TokenHint{Place: src.TokenPlace(), Restart: len(src.Token.Command) == 0}
	return nil
}
