package pages

// overview is the first page: how we stand with each country, what is awaited and what is coming.
func (*Pages) overview(*request) (*page, error) {
	return &page{Title: t("overview.title"), template: "overview"}, nil
}
