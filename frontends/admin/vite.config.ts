import { pageBuild } from "@siren/web/page-build";
import { mergeConfig } from "vite";

/** A service worker is found under one address for good; everything else carries a hash. */
export default mergeConfig(pageBuild("/admin/"), {
  build: {
    rollupOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      output: {
        entryFileNames: ({ name }: { name: string }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
});
