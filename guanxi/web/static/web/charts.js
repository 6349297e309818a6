// ECharts from the option in data-chart: our colours, light and dark, redrawn on resize.
const drawn = new Set();
let loading = null;

const load = () => (loading ??= import(document.body.dataset.charts));
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export async function drawAll(root) {
  const echarts = await load();
  for (const element of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
    element.dataset.drawn = "";
    const chart = echarts.init(element, null, { renderer: "svg" });
    const entry = { element, chart };
    drawn.add(entry);
    paint(entry);
    new ResizeObserver(() => chart.resize()).observe(element);
    chart.on("click", (event) => {
      const address = event.data?.href ?? element.dataset.href;
      if (address) location.assign(address);
    });
  }
}

document.addEventListener("gx:theme", () => {
  for (const entry of drawn) {
    if (entry.element.isConnected) paint(entry);
    else { entry.chart.dispose(); drawn.delete(entry); }
  }
});

function paint({ element, chart }) {
  const option = inOurColours(JSON.parse(element.dataset.chart));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const ours = base();
  const legend = option.legend ? { ...ours.legend, ...option.legend } : undefined;
  chart.setOption({ ...ours, animation: !still, ...option, legend, xAxis: axis(option.xAxis), yAxis: axis(option.yAxis) }, true);
}

// "--success" anywhere in an option is the page's colour of that name.
function inOurColours(value) {
  if (typeof value === "string") return value.startsWith("--") ? token(value) : value;
  if (Array.isArray(value)) return value.map(inOurColours);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inOurColours(part)]));
}

function base() {
  return {
    color: ["--accent-ink", "--info", "--warning", "--violet", "--danger", "--neutral"].map(token),
    backgroundColor: "transparent",
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, color: token("--ink-2") },
    grid: { left: 8, right: 12, top: 24, bottom: 8, containLabel: true },
    legend: { textStyle: { color: token("--ink-2"), fontSize: 12 } },
    animationDuration: 300,
    tooltip: { trigger: "item", confine: true, backgroundColor: token("--raised"), borderColor: token("--line"), textStyle: { color: token("--ink"), fontSize: 12 } },
  };
}

function axis(given) {
  if (!given) return undefined;
  if (Array.isArray(given)) return given.map(axis);
  const { axisLabel, compact, ...rest } = given;
  const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
  return {
    axisLine: { lineStyle: { color: token("--line-control") } },
    axisTick: { show: false },
    axisLabel: {
      color: token("--ink-3"), fontSize: 11, ...(compact && { formatter: (number) => short.format(number) }), ...axisLabel,
    },
    nameTextStyle: { color: token("--ink-3") },
    splitLine: { lineStyle: { color: token("--line") } },
    ...rest,
  };
}
