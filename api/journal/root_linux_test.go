package journal

import (
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestAFolderThatMayNotBeWrittenIsRefusedToRootToo is the case of TestForeignFilesAreRefused
// that root cannot try: files are then opened as nobody, on a thread of the test's own.
func TestAFolderThatMayNotBeWrittenIsRefusedToRootToo(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o555); err != nil {
		t.Fatal(err)
	}
	if os.Geteuid() == 0 {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		// It answers with the id before it, and no error.
		_, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0)
		defer func() { _, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, 0, 0, 0) }()
	}
	j := New(folder+"/journal.jsonl", ticking(noon))
	if op, err := j.Sent(Sent{}); err == nil || op != "" || !strings.Contains(err.Error(), j.path) || !strings.Contains(err.Error(), "make it writable") {
		t.Errorf("wrote %q (%v), want it refused with %q and what to do", op, err, j.path)
	}
}
