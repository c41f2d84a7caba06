package main

import (
	"math"
	"testing"
)

func TestSummaryOfFourValues(t *testing.T) {
	s, err := summarise([]float64{4, 1, 3, 2})
	want := summary{Count: 4, Sum: 10, Mean: 2.5, Deviation: math.Sqrt(1.25), Min: 1, Median: 2.5, P95: 3.85, Max: 4}
	if err != nil || math.Abs(s.P95-want.P95) > 1e-12 {
		t.Fatalf("got %+v, %v; want %+v", s, err, want)
	}
	s.P95 = want.P95
	if s != want {
		t.Fatalf("got %+v; want %+v", s, want)
	}
}

func TestOneValueIsAllOfItsQuantiles(t *testing.T) {
	s, err := summarise([]float64{7})
	if err != nil || s.Min != 7 || s.Median != 7 || s.P95 != 7 || s.Max != 7 || s.Deviation != 0 {
		t.Fatalf("got %+v, %v", s, err)
	}
}

func TestValuesWithoutASummaryAreRefused(t *testing.T) {
	for _, values := range [][]float64{nil, {math.NaN()}, {math.Inf(1)}, {math.MaxFloat64, math.MaxFloat64}} {
		if s, err := summarise(values); err == nil {
			t.Errorf("%v was summarised as %+v", values, s)
		}
	}
}
