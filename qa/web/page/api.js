// The public HTTP interface of this service, and its failures as one kind of error.

/** A failure that can be shown: what went wrong and what to do about it. */
export class Problem extends Error {
  constructor({ title, detail, next_step: nextStep, code, status }) {
    super(detail);
    Object.assign(this, { title, detail, nextStep, code, status });
  }
}

const NEIGHBOURS = 1; // passages shown before and after each, as its context
const MOMENTS = 10; // entries of a timeline, the most relevant ones

const UNREACHABLE = {
  title: "The service cannot be reached",
  detail: "No answer came: it has stopped, or there is no connection to it.",
  next_step: "check that it runs (qa serve), then try again",
  code: "unreachable",
  status: 0,
};

export async function ask(question, filters, signal) {
  return post("/v1/ask", { question, filters, context: NEIGHBOURS }, signal);
}

export async function timeline(question, filters, signal) {
  return post("/v1/timeline", { question, filters, limit: MOMENTS }, signal);
}

export async function facets() {
  return get("/v1/facets");
}

export async function articles(offset, limit, signal) {
  return get(`/v1/articles?offset=${offset}&limit=${limit}`, signal);
}

export async function article(id, signal) {
  return get(`/v1/articles/${id.split("/").map(encodeURIComponent).join("/")}`, signal);
}

export async function citation(id, format) {
  const response = await fetched(`/v1/passages/${id}/citation?format=${format}`, {});
  return reached(response.text());
}

function get(path, signal) {
  return send(path, { signal });
}

function post(path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  return send(path, { method: "POST", headers, body: JSON.stringify(body), signal });
}

async function send(path, options) {
  const response = await fetched(path, options);
  return reached(response.json());
}

async function fetched(path, options) {
  const response = await reached(fetch(path, { ...options, credentials: "same-origin" }));
  if (!response.ok) throw new Problem(await described(response));
  return response;
}

async function reached(promise) {
  try {
    return await promise;
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem(UNREACHABLE);
  }
}

async function described(response) {
  try {
    const problem = await response.json();
    if (problem.title && problem.detail) return problem;
  } catch {
    // something between us and the service answered in its place
  }
  return {
    title: `The service answered ${response.status}`,
    detail: response.statusText || "It did not say why.",
    next_step: "try again; if it stays, tell who runs this service",
    code: "unknown",
    status: response.status,
  };
}
