import { optionalText } from "@siren/chassis/settings";

/** One more setting of a service that keeps a store: how a test reaches the fault switch of a running process. */
export const faultSetting = {
  storeFaultsFile: optionalText("STORE_FAULTS_FILE", {
    about: "tests only: a file that says what the store is to do wrong; refused in production",
  }),
};
