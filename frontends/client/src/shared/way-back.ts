import { useNavigate } from "react-router";
import { steps } from "./steps.ts";

/** Up to another screen; who came from there goes back, and finds the place that they left. */
export function useWayBack(): (pathname: string) => void {
  const navigate = useNavigate();
  return (pathname) => void (steps.cameFrom(pathname) ? navigate(-1) : navigate(pathname));
}
