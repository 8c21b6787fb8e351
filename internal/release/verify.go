package release

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"pilotgraph/internal/datapackage"
)

// Finding is something that is wrong in a data directory.
type Finding struct {
	Severity datapackage.Severity `json:"severity"`          // a warning is mended by itself
	Release  string               `json:"release,omitempty"` // version, where it is about one
	Path     string               `json:"path"`
	Message  string               `json:"message"`
	Remedy   string               `json:"remedy"`
}

// Verification is what Verify found.
type Verification struct {
	Directory string    `json:"directory"`
	Current   string    `json:"current,omitempty"` // version that is served
	Releases  int       `json:"releases"`          // how many are kept
	Bytes     int64     `json:"bytes"`             // how many were compared
	Findings  []Finding `json:"findings"`
}

// Verify compares every database and every package of a data directory with what was written, byte for byte. It changes
// nothing. It returns an *Error where the directory cannot be read or a newer version of PilotGraph wrote it.
func Verify(ctx context.Context, options Options) (Verification, error) {
	if IsDatabase(options.Directory) {
		s, err := openServer(options.withDefaults())
		if err != nil {
			return Verification{}, err
		}
		return s.verify(ctx)
	}
	p, err := existing(options)
	if err != nil {
		return Verification{}, err
	}
	all, err := p.releases()
	if err != nil {
		return Verification{}, err
	}
	v := verifier{publisher: p, Verification: Verification{Directory: p.d.path, Releases: len(all), Findings: []Finding{}}}
	for _, m := range all {
		if ctx.Err() != nil {
			return v.Verification, &Error{Path: p.d.path, Message: "stopped before everything was compared", Remedy: "Start again.", cause: ctx.Err()}
		}
		p.options.meter.stage("comparing release "+m.Version, nil)
		v.release(m)
	}
	v.versions(all)
	return v.Verification, v.current(all)
}

type verifier struct {
	publisher
	Verification
}

func (v *verifier) find(severity datapackage.Severity, version, path, message, remedy string) {
	v.Findings = append(v.Findings, Finding{severity, version, path, message, remedy})
}

// release compares the package and the latest database of a release.
func (v *verifier) release(m manifest) {
	at := location{m.Version, m.build}
	_, err := v.d.verify(at)
	packageErr := v.verifyPackage(m)
	v.Bytes += m.Size + m.PackageSize
	var broken *damage
	switch {
	case err == nil:
	case errors.As(err, &broken) && broken.outdated:
		v.find(datapackage.SeverityWarning, m.Version, v.d.database(at), broken.reason, "Nothing: it is built again from its package when it is opened.")
	case errors.As(err, &broken) && packageErr != nil:
		v.find(datapackage.SeverityError, m.Version, v.d.database(at), broken.reason, "See to its package first.")
	case errors.As(err, &broken):
		v.find(datapackage.SeverityError, m.Version, v.d.database(at), broken.reason,
			"Build it again from its package: pilotgraph use "+m.Version+", or publish the same package again; a server that starts on it does so too.")
	default:
		message, remedy := reason(err)
		v.find(datapackage.SeverityError, m.Version, v.d.database(at), message, remedy)
	}
	if packageErr != nil {
		v.find(datapackage.SeverityError, m.Version, v.d.archive(m.Version), "the package is lost or not as it was written",
			"Publish the package of release "+m.Version+" again to put it back, or put the file back from a copy.")
	}
}

// versions looks at what is in the folder of releases beside those that are kept.
func (v *verifier) versions(kept []manifest) {
	known := map[string]bool{}
	for _, m := range kept {
		known[m.Version] = true
	}
	for _, version := range v.d.archives() {
		if !known[version] {
			v.find(datapackage.SeverityWarning, version, v.d.release(version), "there is a package without a database",
				"Publish that package again, or remove the folder.")
		}
	}
	for _, pattern := range []string{"*" + newSuffix, "*/*" + newSuffix} {
		found, _ := fs.Glob(os.DirFS(v.d.join(releasesName)), pattern) // the pattern is good
		for _, name := range found {
			v.find(datapackage.SeverityWarning, "", v.d.join(releasesName, filepath.FromSlash(name)), "a publication is at work here, or was stopped",
				"Nothing: the next publication removes what was left.")
		}
	}
}

// current looks whether the release that is served is there.
func (v *verifier) current(kept []manifest) error {
	at, state, err := v.d.current()
	if err != nil {
		return err
	}
	path := v.d.join(currentName)
	if state != currentGood {
		v.find(datapackage.SeverityError, "", path, "the file does not name a release", "Make one current with use, or start the server, which takes the latest.")
		return nil
	}
	v.Current = at.version
	for _, m := range kept {
		if m.Version == at.version && m.build == at.build {
			return nil
		}
	}
	if _, err := v.d.verify(at); err != nil {
		v.find(datapackage.SeverityError, at.version, path, fmt.Sprintf("the build %s that it names is missing or damaged", at.build),
			"Start the server, which builds it again from its package, or make another release current with use.")
	}
	return nil
}
