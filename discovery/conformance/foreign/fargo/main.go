// fargo against a registry: registers (XML, then JSON), is found, renews, changes its metadata, leaves.
package main

import (
	"fmt"
	"os"

	"github.com/hudl/fargo"
)

func must(what string, err error) {
	if err != nil {
		fmt.Printf("FAILED %s: %v\n", what, err)
		os.Exit(1)
	}
	fmt.Println("ok", what)
}

func live(form string, useJSON bool) {
	connection := fargo.NewConn(os.Args[1])
	connection.UseJson = useJSON
	instance := &fargo.Instance{
		HostName: "fargo-" + form, App: "FARGO-CHECK", IPAddr: "127.0.0.1", Port: 8124, PortEnabled: true,
		VipAddress: "fargo-check", SecureVipAddress: "fargo-check", Status: fargo.UP,
		DataCenterInfo: fargo.DataCenterInfo{Name: fargo.MyOwn},
		LeaseInfo:      fargo.LeaseInfo{RenewalIntervalInSecs: 30, DurationInSecs: 90},
	}
	instance.SetMetadataString("my_key", "1")
	must(form+" registers", connection.RegisterInstance(instance))
	must(form+" renews", connection.HeartBeatInstance(instance))
	app, err := connection.GetApp("FARGO-CHECK")
	must(form+" finds its application", err)
	found, err := connection.GetInstance("FARGO-CHECK", app.Instances[0].HostName)
	must(form+" finds itself", err)
	if found.Port != 8124 || !found.PortEnabled || found.LeaseInfo.DurationInSecs != 90 {
		must(form+" reads its port and lease", fmt.Errorf("%+v", found))
	}
	must(form+" sets metadata", connection.AddMetadataString(instance, "added", "2"))
	_, err = connection.GetApps()
	must(form+" lists all", err)
	must(form+" takes itself out", connection.UpdateInstanceStatus(instance, fargo.OUTOFSERVICE))
	must(form+" leaves", connection.DeregisterInstance(instance))
}

func main() {
	live("xml", false)
	live("json", true)
}
