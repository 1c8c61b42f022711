package config

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"time"
)

const (
	// commandLimit is how long a token command may take: long enough to unlock
	// a password manager by hand.
	commandLimit = 60 * time.Second
	// commandGrace is how long its pipes may stay open after it ended.
	commandGrace = time.Second
	// maxTokenBytes is far beyond any token of GitLab's.
	maxTokenBytes = 8 << 10
)

// TokenVariables are the environment variables that hold a token for a host
// given by --host or by the profiles shown where all are of one GitLab, the first
// one that is set.
func TokenVariables() []string { return []string{"GREENLIGHT_TOKEN", "GITLAB_TOKEN"} }

// ReadToken fetches the source's token. A command inherits in and errOut, so
// that it can ask for a password: call this before the screen is taken. It ends
// after 60 seconds, or with ctx. The error is a sentence and never holds what
// was read.
func (s Source) ReadToken(ctx context.Context, env Env, in io.Reader, errOut io.Writer) (Secret, error) {
	switch {
	case s.Token.Env != "":
		return s.fromVariable(env, s.Token.Env)
	case len(s.Token.Command) > 0:
		return s.fromCommand(ctx, commandLimit, in, errOut)
	case !s.Variables:
		return Secret{}, fmt.Errorf("%s %s no token: with several GitLabs shown %s are ignored, so %s in %s, such as token = { env = \"ACME_TOKEN\" }",
			s.title(), s.say("names", "name"), joined(TokenVariables(), "and"), s.say("give it one", "give them the same one"), s.tables())
	}
	for _, name := range TokenVariables() {
		if env(name) != "" {
			return s.fromVariable(env, name)
		}
	}
	return Secret{}, fmt.Errorf("there is no token for %s: set GREENLIGHT_TOKEN to a personal access token with the scope api%s",
		s.title(), s.Hint)
}

// title names the source in messages.
func (s Source) title() string {
	if s.Name == "" {
		return s.Host
	}
	return s.say("profile ", "profiles ") + quotedNames(s.names())
}

func (s Source) fromVariable(env Env, name string) (Secret, error) {
	value := env(name)
	if value == "" {
		return Secret{}, fmt.Errorf("%s %s token from %s, which is not set or empty", s.title(), s.say("takes its", "take their"), name)
	}
	token, problem := clean(value)
	if problem != "" {
		return Secret{}, fmt.Errorf("the token of %s, in %s, %s", s.title(), name, problem)
	}
	return token, nil
}

func (s Source) fromCommand(ctx context.Context, limit time.Duration, in io.Reader, errOut io.Writer) (Secret, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	out := &bounded{}
	argv := s.Token.Command
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = in, out, errOut
	cmd.WaitDelay = commandGrace
	err := cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) { // it ended well; something it started did not
		err = nil
	}
	who := fmt.Sprintf("the token command of %s, %s,", s.title(), quote(argv[0]))
	switch {
	case out.full:
		return Secret{}, fmt.Errorf("%s printed far more than a token", who)
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Secret{}, fmt.Errorf("%s did not end within %s", who, limit)
	case ctx.Err() != nil:
		return Secret{}, fmt.Errorf("%s was interrupted", who)
	case err != nil:
		return Secret{}, fmt.Errorf("%s %s", who, exitReason(err))
	}
	token, problem := clean(out.text.String())
	if problem != "" {
		return Secret{}, fmt.Errorf("what %s printed %s", strings.TrimSuffix(who, ","), problem)
	}
	return token, nil
}

func exitReason(err error) string {
	var exit *exec.ExitError
	var start *exec.Error
	switch {
	case errors.As(err, &exit):
		return "failed with " + exit.ProcessState.String()
	case errors.As(err, &start):
		return "could not be started: " + printable(start.Err.Error())
	}
	return "could not be run: " + reason(err)
}

// clean takes one end of line off and refuses what cannot be a token: it will
// be sent as a header, where a line break would begin another one.
func clean(raw string) (Secret, string) {
	token := strings.TrimSuffix(strings.TrimSuffix(raw, "\n"), "\r")
	if token == "" {
		return Secret{}, "is empty"
	}
	if len(token) > maxTokenBytes {
		return Secret{}, "is far longer than a token"
	}
	for i := range len(token) {
		if token[i] <= ' ' || token[i] > '~' {
			return Secret{}, "is not a token: it has a blank, a line break or another character in it that no token has"
		}
	}
	return NewSecret(token), ""
}

// bounded keeps what fits and remembers that there was more. The buffer is not
// embedded: its ReadFrom would be used instead of Write, without a bound.
type bounded struct {
	text bytes.Buffer
	full bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.text.Len()+len(p) > 2*maxTokenBytes {
		b.full = true
		return 0, errors.New("too much output")
	}
	return b.text.Write(p)
}
