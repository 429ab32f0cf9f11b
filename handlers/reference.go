package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"liaison/graph"
)

// country and place are reference data as they are told.
type (
	country struct {
		Code   graph.CountryCode `json:"code" doc:"ISO 3166-1 alpha-2"`
		Alpha3 string            `json:"alpha3" doc:"ISO 3166-1 alpha-3"`
		Region string            `json:"region" doc:"the sub-region by the UN's M49 standard"`
		Names  []graph.Name      `json:"names"`
	}
	place struct {
		ID        graph.PlaceID     `json:"id"`
		Country   graph.CountryCode `json:"country"`
		Latitude  float64           `json:"latitude" doc:"degrees (WGS 84)"`
		Longitude float64           `json:"longitude" doc:"degrees (WGS 84)"`
		Names     []graph.Name      `json:"names"`
	}
)

// countriesAnswer and placesAnswer list them.
type (
	countriesAnswer struct {
		Body struct {
			Countries []country `json:"countries"`
		}
	}
	placesInput struct {
		Country string `query:"country" doc:"only of this country: KG"`
	}
	placesAnswer struct {
		Body struct {
			Places []place `json:"places"`
		}
	}
)

// addReferenceData adds the countries and places, which are built in and the same for everybody.
func (s *Server) addReferenceData(api huma.API) {
	tags := []string{"Countries and places"}
	huma.Register(api, huma.Operation{
		OperationID: "countries", Method: http.MethodGet, Path: prefix + "/countries", Tags: tags, Summary: "the countries, with their names by language", Errors: errorsOf(),
	}, typed(s, func(context.Context, *struct{}) (*countriesAnswer, error) {
		answer := &countriesAnswer{}
		for _, c := range graph.Countries() {
			answer.Body.Countries = append(answer.Body.Countries, country{c.Code, c.Alpha3, c.Region, c.Names})
		}
		return answer, nil
	}))
	huma.Register(api, huma.Operation{
		OperationID: "places", Method: http.MethodGet, Path: prefix + "/places", Tags: tags, Summary: "the places, with their names by language and date", Errors: errorsOf(),
	}, typed(s, func(_ context.Context, in *placesInput) (*placesAnswer, error) {
		filter, _, err := s.filter(nounPlace, url.Values{"country": {in.Country}})
		if err != nil {
			return nil, err
		}
		answer := &placesAnswer{}
		answer.Body.Places = []place{}
		for _, p := range graph.Places() {
			if filter.Country == "" || p.Country == filter.Country {
				answer.Body.Places = append(answer.Body.Places, place{p.ID, p.Country, p.Latitude, p.Longitude, p.Names})
			}
		}
		return answer, nil
	}))
}

// nounPlace stands for places where nouns are asked for; they are no documents.
const nounPlace graph.Noun = "place"
