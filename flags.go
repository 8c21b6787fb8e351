package main

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// environment resolves flags from getenv. kong's own way would read the environment of the process.
func environment(getenv func(string) string) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value := getenv(variable(flag.Name)); value != "" {
			return value, nil
		}
		return nil, nil
	})
}

// variable is the environment variable of a flag.
func variable(flag string) string {
	return "PILOTGRAPH_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// value takes the value of a flag, and says in words of our own where there is none.
func value(ctx *kong.DecodeContext) (string, error) {
	token := ctx.Scan.Pop()
	if !token.IsValue() {
		return "", fmt.Errorf("a value is missing; write --%s=VALUE", ctx.Value.Name)
	}
	return token.String(), nil
}

// readText reads a flag that is a text.
func readText(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := value(ctx)
	target.SetString(text)
	return err
}

// readNumber reads a flag that is a whole number.
func readNumber(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := value(ctx)
	if err != nil {
		return err
	}
	number, err := strconv.ParseInt(text, 10, 32)
	if err != nil {
		return fmt.Errorf("%q is not a whole number", text)
	}
	target.SetInt(number)
	return nil
}

// readDuration reads a flag that is a time.
func readDuration(ctx *kong.DecodeContext, target reflect.Value) error {
	text, err := value(ctx)
	if err != nil {
		return err
	}
	duration, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("%q is not a time; write it like 5s, 500ms or 1m", text)
	}
	target.SetInt(int64(duration))
	return nil
}

// choiceMapper reads a flag that is set or not.
type choiceMapper struct{}

// IsBool tells kong that no value need follow.
func (choiceMapper) IsBool() bool { return true }

// Decode takes true or false after an equals sign, and true without one.
func (choiceMapper) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	if ctx.Scan.Peek().Type != kong.FlagValueToken {
		target.SetBool(true)
		return nil
	}
	text := ctx.Scan.Pop().String()
	chosen, err := strconv.ParseBool(text)
	if err != nil {
		return fmt.Errorf("%q is not true or false", text)
	}
	target.SetBool(chosen)
	return nil
}
