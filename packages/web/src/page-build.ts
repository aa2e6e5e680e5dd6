import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin, type UserConfig } from "vite";

/** Every browser that runs our pages takes woff2: the older form would double what is shipped. */
const onlyWoff2: Plugin = {
  name: "only-woff2",
  enforce: "pre",
  transform(code, id) {
    if (!/noto-sans-kr\/\d+\.css/.test(id)) return null;
    return code.replaceAll(/,\s*url\([^)]+\.woff\)\s*format\('woff'\)/g, "");
  },
};

/** How each page is built; `base` is where the gateway serves it. */
export const pageBuild = (base: `/${string}/`): UserConfig =>
  defineConfig({
    base,
    plugins: [onlyWoff2, react()],
    build: {
      // The page's policy allows scripts, styles and pictures from its own origin only.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 400,
    },
  });
