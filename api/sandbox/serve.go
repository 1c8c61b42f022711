package sandbox

import (
	"context"
	"fmt"
	"io"
	"strings"
)

// Serve starts a sandbox, writes its address and users, and runs until ctx is
// done. The form of the output is a contract: "listening on URL", then a line
// a user (token, the token, @name, the role, two blanks between columns), then
// an empty line.
func Serve(ctx context.Context, o Options, stdout io.Writer) error {
	s, err := Start(o)
	if err != nil {
		return err
	}
	defer s.Close()
	var out strings.Builder
	fmt.Fprintf(&out, "listening on %s\n", s.URL())
	for _, u := range s.Users() {
		fmt.Fprintf(&out, "token  %s  @%s  %s\n", u.Token, u.Username, u.Role)
	}
	out.WriteString("\n")
	if _, err := io.WriteString(stdout, out.String()); err != nil {
		return fmt.Errorf("sandbox: cannot write its address: %w", err)
	}
	<-ctx.Done()
	return nil
}
