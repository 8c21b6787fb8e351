package web

import "testing"

func TestALicenceIsNamedInAHeader(t *testing.T) {
	const page = "https://pilots.example/releases/1.0.0"
	for given, want := range map[licence]string{
		{"CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"}: `<https://creativecommons.org/licenses/by/4.0/>; rel=license; title="CC BY 4.0"`,
		{"Ours", ""}:                  `<` + page + `>; rel=license; title=Ours`,
		{`"Free" licence`, "by post"}: `<` + page + `>; rel=license; title="\"Free\" licence"`,
		{"数据许可", "https://x.example/?a=<b>;rel=canonical"}: `<https://x.example/?a=%3Cb%3E;rel=canonical>; rel=license; title*=utf-8''%E6%95%B0%E6%8D%AE%E8%AE%B8%E5%8F%AF`,
		{"two\r\nlines", "https://x.example/\r\n"}:         `<` + page + `>; rel=license; title*=utf-8''two%0D%0Alines`,
		{}: `<` + page + `>; rel=license`,
	} {
		if got := given.link(page); got != want {
			t.Errorf("%q: %s; want %s", given, got, want)
		}
	}
	if text := (licence{"Ours", ""}).text(); text != "Ours" {
		t.Errorf("a licence without an address is written as %q", text)
	}
}
