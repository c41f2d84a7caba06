package main

import (
	"errors"
	"math"
	"slices"
)

type summary struct {
	Count     int     `json:"count"`
	Sum       float64 `json:"sum"`
	Mean      float64 `json:"mean"`
	Deviation float64 `json:"deviation"` // of the population
	Min       float64 `json:"min"`
	Median    float64 `json:"median"`
	P95       float64 `json:"p95"`
	Max       float64 `json:"max"`
}

var errNothing = errors.New("There are no values to summarise.")
var errNotFinite = errors.New("A value, or the sum of all, is too large for a 64-bit floating-point number.")

func summarise(values []float64) (summary, error) {
	if len(values) == 0 {
		return summary{}, errNothing
	}
	sorted := slices.Clone(values)
	slices.Sort(sorted)
	var sum float64
	for _, value := range sorted {
		sum += value
	}
	mean := sum / float64(len(sorted))
	var squares float64
	for _, value := range sorted {
		squares += (value - mean) * (value - mean)
	}
	if math.IsInf(squares, 0) || math.IsNaN(squares) {
		return summary{}, errNotFinite
	}
	return summary{
		Count:     len(sorted),
		Sum:       sum,
		Mean:      mean,
		Deviation: math.Sqrt(squares / float64(len(sorted))),
		Min:       sorted[0],
		Median:    quantile(sorted, 0.5),
		P95:       quantile(sorted, 0.95),
		Max:       sorted[len(sorted)-1],
	}, nil
}

// quantile interpolates between the two nearest of the sorted values.
func quantile(sorted []float64, q float64) float64 {
	position := q * float64(len(sorted)-1)
	below := int(position)
	if below+1 == len(sorted) {
		return sorted[below]
	}
	return sorted[below] + (position-float64(below))*(sorted[below+1]-sorted[below])
}
