package graph

import (
	"context"
	"errors"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/load"
)

// Exists returns the function that tells whether the release has an object with an id of any type.
func Exists(config Config) func(ctx context.Context, id string) (bool, error) {
	database := load.New(config.Driver, load.DefaultWait, config.Log)
	return func(ctx context.Context, id string) (bool, error) {
		_, err := database.Loaders().Node(ctx, id)
		var known *fault.Error
		if errors.As(err, &known) && (known.Code == fault.NotFound || known.Code == fault.Gone || known.Code == fault.BadUserInput) {
			return false, nil
		}
		return err == nil, err
	}
}
