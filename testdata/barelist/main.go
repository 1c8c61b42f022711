// Command barelist is the least a list beside a detail can cost: Bubble Tea
// and nothing else. The benchmarks hold greenlight against it. Its one argument is the
// frames a second; without it they are Bubble Tea's own.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
)

const rows = 250

type model struct {
	selected, top, width, height int
}

func (m model) Init() tea.Cmd { return nil }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.width, m.height = msg.Width, msg.Height
	case tea.KeyPressMsg:
		switch msg.String() {
		case "j":
			m.selected = min(m.selected+1, rows-1)
		case "k":
			m.selected = max(m.selected-1, 0)
		case "q", "ctrl+c":
			return m, tea.Quit
		}
	}
	m.top = min(max(m.top, m.selected-m.height+2), m.selected)
	return m, nil
}

func (m model) View() tea.View {
	var b strings.Builder
	fmt.Fprintf(&b, "  %-11s%-13s%-17s%-10s", "State", "Environment", "Project", "Ref")
	for y := range m.height - 1 {
		i := m.top + y
		if i >= rows {
			break
		}
		line := fmt.Sprintf("■ you %d/3    production   group/project%-4dv%d.%d.0", i%3, i, i/10, i%10)
		if i == m.selected {
			fmt.Fprintf(&b, "\n▌ \x1b[48;5;236m%-60s\x1b[m │ ", line)
		} else {
			fmt.Fprintf(&b, "\n  %-60s │ ", line)
		}
		if y < 20 {
			fmt.Fprintf(&b, "fact %d of deployment %d", y, 4000+m.selected)
		}
	}
	v := tea.NewView(b.String())
	v.AltScreen = true
	return v
}

func main() {
	var options []tea.ProgramOption
	if len(os.Args) > 1 {
		fps, err := strconv.Atoi(os.Args[1])
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		options = append(options, tea.WithFPS(fps))
	}
	if _, err := tea.NewProgram(model{}, options...).Run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
