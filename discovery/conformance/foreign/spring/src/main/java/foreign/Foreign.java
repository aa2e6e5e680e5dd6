package foreign;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.cloud.client.discovery.DiscoveryClient;
import org.springframework.cloud.netflix.eureka.server.EnableEurekaServer;
import org.springframework.context.annotation.Configuration;

/** `server PORT [PEER]`: Spring Cloud's Eureka server. `client URL`: one of its clients, which finds itself and leaves. */
public class Foreign {
  @Configuration @EnableAutoConfiguration @EnableEurekaServer
  static class Server {}

  @Configuration @EnableAutoConfiguration
  static class Client {}

  public static void main(String[] args) throws Exception {
    if (args[0].equals("server")) server(args[1], args.length > 2 ? args[2] : null);
    else client(args[1]);
  }

  private static void server(String port, String peer) {
    var app = new SpringApplication(Server.class);
    var none = "http://localhost:" + port + "/eureka/";
    app.setDefaultProperties(Map.of(
        "server.port", port,
        "eureka.instance.hostname", "spring.invalid",
        "eureka.client.register-with-eureka", "false",
        "eureka.client.fetch-registry", "false",
        "eureka.client.service-url.defaultZone", peer == null ? none : peer,
        "eureka.server.enable-self-preservation", "false",
        "eureka.server.eviction-interval-timer-in-ms", "1000",
        "eureka.server.use-read-only-response-cache", "false"));
    app.run();
  }

  private static void client(String url) throws Exception {
    var app = new SpringApplication(Client.class);
    app.setDefaultProperties(Map.of(
        "server.port", "0",
        "spring.application.name", "spring-check",
        "eureka.client.jersey.enabled", "false",
        "eureka.client.restclient.enabled", "true",
        "eureka.client.service-url.defaultZone", url,
        "eureka.client.registry-fetch-interval-seconds", "1",
        "eureka.instance.prefer-ip-address", "true",
        "eureka.instance.metadata-map.color", "red",
        "eureka.instance.lease-renewal-interval-in-seconds", "1",
        "eureka.instance.lease-expiration-duration-in-seconds", "4"));
    try (var context = app.run()) {
      var found = context.getBean(DiscoveryClient.class);
      for (int round = 0; round < 300 && found.getInstances("spring-check").size() != 1; round++) Thread.sleep(100);
      var instances = found.getInstances("spring-check");
      say("registers and finds itself", instances.size() == 1);
      say("reads its metadata", "red".equals(instances.get(0).getMetadata().get("color")));
      Thread.sleep(6_000);
      say("is there after a lease and a half of renewals", found.getInstances("spring-check").size() == 1);
    }
    System.out.println("ok leaves");
    System.exit(0);
  }

  private static void say(String what, boolean isSo) {
    System.out.println((isSo ? "ok " : "FAILED ") + what);
    if (!isSo) System.exit(1);
  }
}
