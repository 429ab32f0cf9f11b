// Command client is what somebody writes who has nothing but /openapi.json: it asks whom LEICA met in Tajikistan and opens the source of what it is told, through
// the client that oapi-codegen generates into client/api when this is tried.
package main

import (
	"context"
	"fmt"
	"os"

	"client/api"
)

func main() {
	if err := run(context.Background(), os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "client:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, address string) error {
	c, err := api.NewClientWithResponses(address)
	if err != nil {
		return err
	}
	country := "TJ"
	met, err := c.CounterpartsWithResponse(ctx, &api.CounterpartsParams{Of: &[]string{"LEICA"}, Country: &country})
	if err != nil {
		return err
	}
	if met.JSON200 == nil {
		return fmt.Errorf("counterparts: %s %s", met.Status(), met.Body)
	}
	for _, row := range met.JSON200.Rows {
		if row.Id == "tj-ems" && len(row.Facts) > 0 {
			fmt.Printf("%s: %d time(s), last %s\n", row.Name, row.Meetings, row.Last)
			return open(ctx, c, row.Facts[0])
		}
	}
	return fmt.Errorf("tj-ems is not among the counterparts: %s", met.Body)
}

// open opens the source of an engagement, and then writes to the record and takes it back.
func open(ctx context.Context, c *api.ClientWithResponses, fact string) error {
	engagement, err := c.ReadEngagementWithResponse(ctx, fact, nil)
	if err != nil {
		return err
	}
	if engagement.JSON200 == nil || engagement.JSON200.Evidence == nil {
		return fmt.Errorf("engagement %s: %s %s", fact, engagement.Status(), engagement.Body)
	}
	cited := (*engagement.JSON200.Evidence)[0]
	source, err := c.ReadSourceWithResponse(ctx, cited.Source, nil)
	if err != nil {
		return err
	}
	if source.JSON200 == nil {
		return fmt.Errorf("source %s: %s %s", cited.Source, source.Status(), source.Body)
	}
	fmt.Printf("written in: %s\n", source.JSON200.Title)
	return write(ctx, c)
}

func write(ctx context.Context, c *api.ClientWithResponses) error {
	created, err := c.CreateSourceWithResponse(ctx, nil, api.Source{Marking: api.SourceMarkingTLPCLEAR, Title: "Generated"})
	if err != nil {
		return err
	}
	if created.JSON201 == nil || created.JSON201.Id == nil {
		return fmt.Errorf("create a source: %s %s", created.Status(), created.Body)
	}
	deleted, err := c.DeleteSourceWithResponse(ctx, *created.JSON201.Id, &api.DeleteSourceParams{IfMatch: created.HTTPResponse.Header.Get("ETag")})
	if err != nil {
		return err
	}
	if deleted.StatusCode() != 204 {
		return fmt.Errorf("delete it again: %s %s", deleted.Status(), deleted.Body)
	}
	fmt.Println("written and taken back")
	return nil
}
