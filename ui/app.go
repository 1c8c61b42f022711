// Package ui is the screen: a tree of models under one root.
//
// A key goes to App.Update, which finds who takes it (route.go): the top card,
// the filter line, or the action table. A child answers with a new model and an
// intent, a plain value that App acts on in the same Update (act.go); only input,
// output and time are commands (cmds.go). Their results come back as messages
// (msgs.go), which App alone sees and hands on by plain method calls
// (deliver.go). View draws what is there (view.go) and computes nothing.
//
// The target of a decision is copied when its card opens and is never asked of
// the list again. What the screen shows is what the server said last; a write is
// never painted before it was read back.
package ui

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/filter"
	"greenlight/ui/keys"
	"greenlight/ui/links"
	"greenlight/ui/list"
	"greenlight/ui/overlay"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// App is the root model.
type App struct {
	ctx  context.Context
	opt  Options
	keys keys.Map

	width, height int
	profile       colorprofile.Profile
	dark          bool
	styles        *theme.Styles

	sites []site
	// labels tell the instances apart where there are several.
	labels map[string]string
	// list is the list that is shown, aside the other one: the usual list, and that
	// of what GitLab answered to a query; see ask.go.
	list, aside list.Model
	asking      asking
	// drawn is the list as it is on the screen, behind list by a frame or two while
	// a movement key is held; see pace.go.
	drawn list.Model
	// drawnAsked says that drawn is the answer to a query.
	drawnAsked bool
	pacing     pacing
	filter     filterLine
	links      []links.Link
	zoomed     bool
	scroll     int
	bench      bench
	// came are rows with facts that have come and are not shown yet.
	came []fleet.Row
	desk desk

	cards  overlay.Stack
	arming arming
	// amended is when the top card last came to ask something else by itself.
	amended time.Time
	drafts  []draft
	ops     uint64
	// flying are the writes under way.
	flying    []decide.Request
	recording []decide.Record
	// lost are the writes of which nobody knows what became.
	lost      []lostWrite
	following []followed
	// heard are the deployments that were announced as waiting for the user.
	heard map[api.Ref]bool
	// ended is what a watch has ended with, for the title, until a key is pressed.
	ended string
	// reads are the single reads under way: none is asked twice.
	reads readings
	slide slide
	// helped is the row that the help was opened on.
	helped api.Ref
	// muted is when a key was last thrown away because what it was typed into has gone
	// by itself; zero while none is.
	muted time.Time
	// opened is true once the page that the program was started with was looked for.
	opened bool
	// arrived is true once the first load is over: until then the cursor stays on
	// the first row unless it is moved.
	arrived bool

	notices notices
	// looked is the row that was selected last; move counts the selection's moves,
	// so that a rest that was interrupted is told from one that held. still is the
	// move after which the selection rested last.
	looked      api.Ref
	move, still uint64
	// trail are the stations of jumps, the last one last.
	trail []station
	// led is the row that the user asked to be led to: it did not slide there.
	led api.Ref
	// detailed is the row whose detail is drawn. While the selection moves fast it
	// stays behind: the rows move at once, the detail follows when they rest.
	detailed api.Ref
	// saving is the saving of what is shown, for the next start.
	saving saving
	// beaten is when the last beat was, lag by how much the clock was put back last.
	beaten time.Time
	lag    time.Duration
	// asked is when the user asked for a refresh that is still under way.
	asked   time.Time
	pulse   int
	pulsing bool
}

// draft is an unsent comment, kept for its target until the program ends.
type draft struct {
	about
	text string
}

// about is what a comment was typed for: one deployment, or a card of many with
// exactly these. A comment on some must never come up on others.
type about struct {
	ref  api.Ref
	many string
	act  decide.Act
}

// aboutMany names a card of many by all that are on it.
func aboutMany(act decide.Act, refs []api.Ref) about {
	names := make([]string, len(refs))
	for i, r := range refs {
		names[i] = fmt.Sprint(r)
	}
	slices.Sort(names)
	return about{many: strings.Join(names, "\n"), act: act}
}

// arming is the guard against type-ahead: which card was opened when, and when it
// was seen to be drawn.
type arming struct {
	op     uint64
	opened time.Time
	drawn  time.Time
	armed  bool
}

// New makes the screen. ctx ends all reads and writes when the program ends.
func New(ctx context.Context, o Options) App {
	a := App{ctx: ctx, opt: o, dark: true, profile: o.Profile, beaten: o.Now()}
	a.keys, _ = keys.New(o.Keys)
	a.list, a.aside = list.New(views(o.Views)), list.NewOrdered(askedName)
	a.heard = map[api.Ref]bool{}
	a.bench = a.newBench()
	for _, l := range o.Links {
		if link, err := links.Parse(l.Name, l.URL, l.Filter); err == nil {
			a.links = append(a.links, link)
		}
	}
	for _, h := range o.Hosts {
		refresh := o.Refresh[h]
		if refresh <= 0 {
			refresh = DefaultRefresh
		}
		a.sites = append(a.sites, site{host: h, refresh: refresh})
	}
	a.labels = present.HostLabels(o.Hosts)
	a.restyle()
	for _, n := range o.Notices {
		a.tell(notice{text: n})
	}
	return a
}

// views parses the tabs; Validate has told what is wrong with them.
func views(given []View) []list.View {
	var out []list.View
	for _, v := range given {
		f, _ := filter.Parse(v.Filter)
		out = append(out, list.View{Name: v.Name, Filter: f})
	}
	return out
}

// Init asks for everything at once and draws without waiting for any of it; a
// terminal that never says what its background is gets the dark theme.
func (a App) Init() tea.Cmd {
	cmds := []tea.Cmd{beatCmd(), pulseCmd()}
	for _, s := range a.sites {
		cmds = append(cmds, restoreCmd(a.ctx, a.opt.Fleet, s.host), discoverCmd(a.ctx, a.opt.Fleet, s.host))
	}
	if !a.opt.Themes.Fixed {
		cmds = append(cmds, tea.RequestBackgroundColor)
	}
	return tea.Batch(cmds...)
}

// Update folds one message in.
func (a App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	// One after the other: each changes the model that is returned.
	cmd := a.update(msg)
	moved := a.selectionCmd(msg)
	paced := a.pace(msg)
	older := a.older(msg)
	return a, tea.Batch(cmd, moved, paced, older)
}

func (a *App) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		return a.key(msg)
	case tea.PasteMsg:
		return a.paste(msg.Content)
	case tea.MouseClickMsg:
		return a.click(msg.Mouse())
	case tea.MouseWheelMsg:
		return a.wheel(msg.Mouse())
	case tea.WindowSizeMsg:
		return a.sized(msg.Width, msg.Height)
	case tea.ColorProfileMsg:
		a.suit(msg.Profile, a.dark)
	case tea.BackgroundColorMsg:
		a.suit(a.profile, msg.IsDark())
	case beatMsg:
		a.list, a.aside = a.list.Tick(a.now()), a.aside.Tick(a.now())
		a.lookElsewhere()
		a.renewPalette()
		if jumped := a.jumped(); jumped != nil {
			return tea.Batch(beatCmd(), jumped)
		}
		return tea.Batch(beatCmd(), a.poll(), a.pollBench(), a.briefCard(), a.startPulse(), a.save())
	case pulseMsg:
		return a.nextPulse()
	case restedMsg:
		return a.rested(msg)
	case armMsg:
		return a.armCard(msg.op)
	case paceMsg:
		a.pacing.waiting = false
	default:
		return a.deliver(msg)
	}
	return nil
}

// suit dresses the screen for a terminal that is not what it was taken for.
func (a *App) suit(profile colorprofile.Profile, dark bool) {
	if profile != a.profile || dark != a.dark {
		a.profile, a.dark = profile, dark
		a.restyle()
	}
}

func (a *App) restyle() {
	t := a.opt.Themes.Dark
	if !a.dark {
		t = a.opt.Themes.Light
	}
	st := t.Styles(a.profile, a.opt.ASCII)
	a.styles = &st
}

// sized takes a new size. A card that comes to light again has to be drawn and to
// settle anew.
func (a *App) sized(w, h int) tea.Cmd {
	was := a.small()
	a.width, a.height = w, h
	a.resize()
	if !was || a.small() {
		return nil
	}
	if !a.slide.at.IsZero() {
		a.slide.at = a.opt.Now() // it comes to light only now
	}
	if a.cards.Len() > 0 {
		return a.arm()
	}
	return nil
}

// resize gives the list its rows.
func (a *App) resize() {
	_, ok := a.list.Selected()
	r := Compute(a.width, a.height, false, ok)
	if r.Small {
		return // the window of the list stays as it was
	}
	a.list, a.aside = a.list.Resize(r.ListH-1), a.aside.Resize(r.ListH-1)
	a.resizeBench()
}
