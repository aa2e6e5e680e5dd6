// Holds compose.yaml, skaffold.yaml and k8s/kind.yaml against what their makers publish: compose-go's loader and its
// schema, skaffold's JSON schema out of its own module, kind's Go types, which are all that kind has.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"
	"sigs.k8s.io/kind/pkg/apis/config/v1alpha4"
)

func compose(root string) error {
	options, err := cli.NewProjectOptions([]string{filepath.Join(root, "compose.yaml")}, cli.WithName("siren"))
	if err != nil {
		return err
	}
	project, err := options.LoadProject(context.Background())
	if err != nil {
		return err
	}
	fmt.Printf("compose.yaml: %d services, %d secrets\n", len(project.Services), len(project.Secrets))
	return nil
}

func skaffold(root, schemas string) error {
	raw, err := os.ReadFile(filepath.Join(root, "skaffold.yaml"))
	if err != nil {
		return err
	}
	var file map[string]any
	if err := yaml.Unmarshal(raw, &file); err != nil {
		return err
	}
	version := filepath.Base(fmt.Sprint(file["apiVersion"]))
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join(schemas, version+".json"))
	if err != nil {
		return err
	}
	if err := schema.Validate(file); err != nil {
		return err
	}
	fmt.Printf("skaffold.yaml: as skaffold's schema %s has it\n", version)
	return nil
}

func kind(root string) error {
	raw, err := os.ReadFile(filepath.Join(root, "k8s", "kind.yaml"))
	if err != nil {
		return err
	}
	decoder := yaml.NewDecoder(bytes.NewReader(raw))
	decoder.KnownFields(true)
	var cluster v1alpha4.Cluster
	if err := decoder.Decode(&cluster); err != nil {
		return err
	}
	v1alpha4.SetDefaultsCluster(&cluster)
	fmt.Printf("k8s/kind.yaml: %d nodes, strictly by kind's types\n", len(cluster.Nodes))
	return nil
}

func main() {
	root, schemas := os.Args[1], os.Args[2]
	failed := false
	for name, fault := range map[string]error{
		"compose.yaml":  compose(root),
		"skaffold.yaml": skaffold(root, schemas),
		"k8s/kind.yaml": kind(root),
	} {
		if fault != nil {
			failed = true
			fmt.Printf("%s: %v\n", name, fault)
		}
	}
	if failed {
		os.Exit(1)
	}
}
