import { pageBuild } from "@siren/web/page-build";
import { mergeConfig } from "vite";
import { firstLook } from "./src/first-look/in-the-page.tsx";

/** A service worker is found under one address for good; everything else carries a hash. */
export default mergeConfig(pageBuild("/client/"), {
  plugins: [firstLook],
  build: {
    rollupOptions: {
      input: { index: "index.html", sw: "src/worker/sw.ts" },
      output: {
        entryFileNames: ({ name }: { name: string }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
        // A dozen small files are asked for in turns, six at a time: a first visit has three, and the menu one.
        codeSplitting: {
          groups: [
            { name: "look", tags: ["$initial"], test: /\.css$/ },
            // It stays the same from build to build, and so does the browser's copy.
            { name: "react", test: /\/node_modules\/(react|react-dom|scheduler)\/|vite\/preload-helper/ },
            { name: "shapes", test: /\/packages\/contracts\/src\/(barista|member|menu|order)\.ts$/ },
            { name: "data", test: /\/src\/shared\/(order-)?queries\.ts$/ },
            { name: "page", test: /\/src\/app\/start\.tsx$/ },
            { name: "ordering", test: /\/src\/features\/menu\// },
          ],
        },
      },
    },
  },
});
