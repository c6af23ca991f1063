package observer

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// Condition must hold when the stack is ready. Its probe asks once, in the service's
// own protocol and on a new connection.
type Condition struct {
	Name  string
	probe func(ctx context.Context) error
}

// Conditions returns the conditions of the default stack, for an instance with these
// variables and services.
func Conditions(variables map[string]string, services []string) []Condition {
	at := func(port string) string { return net.JoinHostPort(variables["SANDBOX_BIND"], variables[port]) }
	api, jaeger, prometheus := "http://"+at("KTRDR_API_PORT"), "http://"+at("KTRDR_JAEGER_UI_PORT"), "http://"+at("KTRDR_PROMETHEUS_PORT")
	all := []Condition{
		{"Database", func(ctx context.Context) error { return selectOne(ctx, variables) }},
		{"Backend", func(ctx context.Context) error { return get(ctx, api+"/api/v1/health", http.StatusOK) }},
		{"Workers", func(ctx context.Context) error { return listed(ctx, api+"/api/v1/workers") }},
		{"Jaeger", func(ctx context.Context) error { return get(ctx, jaeger+"/", http.StatusOK, http.StatusFound) }},
		{"Prometheus", func(ctx context.Context) error { return get(ctx, prometheus+"/-/ready", http.StatusOK) }},
	}
	if slices.Contains(services, "grafana") {
		url := "http://" + at("KTRDR_GRAFANA_PORT") + "/api/health"
		all = append(all, Condition{"Grafana", func(ctx context.Context) error { return get(ctx, url, http.StatusOK) }})
	}
	return all
}

// selectOne logs in and selects a row.
func selectOne(ctx context.Context, variables map[string]string) error {
	config, err := pgconn.ParseConfig("sslmode=disable")
	if err != nil {
		return err
	}
	port, err := strconv.ParseUint(variables["KTRDR_DB_PORT"], 10, 16)
	if err != nil {
		return err
	}
	config.Host, config.Port, config.Fallbacks = variables["SANDBOX_BIND"], uint16(port), nil
	config.User, config.Password = variables["KTRDR_DB_USER"], variables["KTRDR_DB_PASSWORD"]
	config.Database = variables["KTRDR_DB_NAME"]
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	results, err := conn.Exec(ctx, "SELECT 1").ReadAll()
	go hangUp(conn) // not awaited, because the answer has arrived
	if err != nil {
		return err
	}
	if len(results) != 1 || len(results[0].Rows) != 1 {
		return fmt.Errorf("SELECT 1 returned %d results", len(results))
	}
	return nil
}

// hangUp closes the connection properly.
func hangUp(conn *pgconn.PgConn) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// get returns an error unless the response has one of the statuses and a whole body.
func get(ctx context.Context, url string, statuses ...int) error {
	_, err := fetch(ctx, url, statuses...)
	return err
}

// workerIDs are the ids of all workers in the default stack.
var workerIDs = []string{"backtest-worker-1", "backtest-worker-2", "training-worker-1", "training-worker-2"}

// listed returns an error unless the backend lists all workers.
func listed(ctx context.Context, url string) error {
	body, err := fetch(ctx, url, http.StatusOK)
	if err != nil {
		return err
	}
	var list struct {
		Workers []struct {
			ID string `json:"worker_id"`
		} `json:"workers"`
	}
	if err := json.Unmarshal(body, &list); err != nil {
		return err
	}
	there := make(map[string]bool)
	for _, worker := range list.Workers {
		there[worker.ID] = true
	}
	for _, id := range workerIDs {
		if !there[id] {
			return fmt.Errorf("%s is not registered", id)
		}
	}
	return nil
}

func fetch(ctx context.Context, url string, statuses ...int) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return nil, err
	}
	if !slices.Contains(statuses, response.StatusCode) {
		return nil, fmt.Errorf("GET %s returned %s", url, response.Status)
	}
	return body, nil
}
