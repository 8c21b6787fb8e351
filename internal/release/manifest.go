package release

import (
	"cmp"
	"encoding/json"
	"io"
	"os"
	"time"

	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
)

// storageFormat is raised whenever a database of before can no longer be read.
const storageFormat = 6

// maxManifest bounds what is read of a file that may not be ours.
const maxManifest = 4 << 20

// Origin says where a release comes from; it decides whether a newer seed may replace it.
type Origin string

// The origins: the embedded seed, and a package that a curator published.
const (
	OriginSeed    Origin = "seed"
	OriginPackage Origin = "package"
)

// manifest describes a build. It is written last, so a build with a manifest is complete.
type manifest struct {
	StorageFormat int                `json:"storageFormat"`
	Package       string             `json:"package"` // name of the package
	Version       string             `json:"version"`
	Hash          string             `json:"hash"` // of the package's content
	Origin        Origin             `json:"origin"`
	Title         string             `json:"title"`
	Description   string             `json:"description,omitempty"`
	CreatedAt     string             `json:"createdAt,omitempty"`
	PublishedAt   time.Time          `json:"publishedAt"`
	Languages     []string           `json:"languages"`
	Licences      []schema.Licence   `json:"licences"`
	Attribution   []string           `json:"attribution"`
	Counts        []schema.TypeCount `json:"counts"`
	Size          int64              `json:"size"`          // of graph.db in bytes
	SHA256        string             `json:"sha256"`        // of graph.db
	PackageSize   int64              `json:"packageSize"`   // of package.zip in bytes
	PackageSHA256 string             `json:"packageSha256"` // of package.zip
	build         string             // name of the folder
}

// newManifest describes a package that is about to be built; counts and checksums follow when it is.
func newManifest(d datapackage.Descriptor, hash string, origin Origin, publishedAt time.Time) manifest {
	m := manifest{
		StorageFormat: storageFormat,
		Package:       d.Name, Version: d.Version, Hash: hash, Origin: origin,
		Title: d.Title, Description: d.Description, CreatedAt: d.Created,
		PublishedAt: publishedAt, Languages: d.Languages,
		Licences: []schema.Licence{}, Attribution: []string{},
		build: newBuildName(time.Now()),
	}
	if created, err := time.Parse(time.RFC3339, d.Created); err == nil {
		m.CreatedAt = created.UTC().Format(time.RFC3339)
	}
	for _, l := range d.Licenses {
		licence := schema.Licence{Name: cmp.Or(l.Name, l.Title, l.Path), Title: cmp.Or(l.Title, l.Name, l.Path)}
		if l.Path != "" {
			licence.URL = &l.Path
		}
		m.Licences = append(m.Licences, licence)
	}
	for _, c := range d.Contributors {
		m.Attribution = append(m.Attribution, c.Title)
	}
	return m
}

// id returns the id of the release in the graph.
func (m manifest) id() string { return "release:" + m.Version }

// records returns how many records the release has.
func (m manifest) records() (count int) {
	for _, c := range m.Counts {
		count += c.Count
	}
	return count
}

// info returns what the program may know of a build.
func (m manifest) info() Info {
	return Info{
		ID: m.id(), Version: m.Version, Build: m.build, Hash: m.Hash, Package: m.Package, Title: m.Title,
		Origin: m.Origin, PublishedAt: m.PublishedAt, Languages: m.Languages,
	}
}

// before orders manifests by the time of publication, and then by build.
func (m manifest) before(other manifest) int {
	if order := m.PublishedAt.Compare(other.PublishedAt); order != 0 {
		return order
	}
	if m.build < other.build {
		return -1
	}
	return 1
}

// readManifest returns the manifest in a file, or the error of reading it or of its JSON.
func readManifest(path string) (manifest, error) {
	file, err := os.Open(path)
	if err != nil {
		return manifest{}, err
	}
	defer file.Close()
	var m manifest
	content, err := io.ReadAll(io.LimitReader(file, maxManifest))
	if err == nil {
		err = json.Unmarshal(content, &m)
	}
	return m, err
}

// write writes the manifest to a file.
func (m manifest) write(path string) error {
	return writeFile(path, func(w io.Writer) error {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		return encoder.Encode(m)
	})
}
