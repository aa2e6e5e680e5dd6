import { pageBuild } from "@siren/web/page-build";

export default pageBuild("/client/");
