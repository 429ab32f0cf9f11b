package pages

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/gin-gonic/gin"
)

//go:embed static
var staticFiles embed.FS

// staticRoute has the hash of all static files in it, so that a browser can keep them for ever; modules that load one another do so by relative names.
const staticRoute = "/static/:hash/*file"

const keepForEver = "public, max-age=31536000, immutable"

// staticHash changes with any of the static files.
var staticHash = sync.OnceValue(func() string {
	h := sha256.New()
	err := fs.WalkDir(staticFiles, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		raw, err := staticFiles.ReadFile(name)
		_, _ = io.WriteString(h, name)
		_, _ = h.Write(raw)
		return err
	})
	if err != nil {
		panic("static files: " + err.Error()) // they are part of the program
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
})

// static gives the address of a static file.
func static(name string) string { return "/static/" + staticHash() + "/" + name }

func serveStatic(c *gin.Context) {
	secure(c)
	name := path.Join("static", path.Clean("/"+c.Param("file")))
	raw, err := staticFiles.ReadFile(name)
	if err != nil {
		c.String(http.StatusNotFound, "%s", t("error.404"))
		return
	}
	if c.Param("hash") == staticHash() {
		c.Header("Cache-Control", keepForEver)
	}
	http.ServeContent(c.Writer, c.Request, name, time.Time{}, bytes.NewReader(raw))
}

// policy lets a page load and do only what comes from here.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// secure sets, besides what every answer has, what keeps a page from others: no other site gets to know of it, and nothing of other sites runs in it.
func secure(c *gin.Context) {
	for name, value := range map[string]string{
		"Content-Security-Policy":    policy,
		"Referrer-Policy":            "no-referrer",
		"Cross-Origin-Opener-Policy": "same-origin",
	} {
		c.Header(name, value)
	}
}
