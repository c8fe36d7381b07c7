# 报告用语（中文）。标识与变量须与 en.ftl 一致，由测试保证。

## 页面

title = 销售业绩回顾
title-with-company = { $company }　销售业绩回顾
skip = 跳到正文
contents = 目录
header-period = 考核周期
header-days = { $first }至{ $last }
header-incomplete = 未完结
header-as-of = 数据截止日
header-currency = 币种
header-store = 数据版本
header-data = 数据范围
header-configuration = 配置摘要
header-rebuild = 逐字节重现的命令
header-purpose = 考核目的
header-program = 生成程序
header-next = 展望周期
header-assumed = 默认假定
footer-note = 每个数字都带有指标编号、所属周期和数据截止日；将指针停在数字上即可查看。指标定义见文末。
caption-ids = 指标编号：{ $ids }
caption-period = { $period } · 截至{ $as_of }
caption-currency = 金额单位：{ $currency }
caption-percent = 单位：%
show-table = 查看数据
nothing-here = 没有可显示的内容：数据中没有与本节有关的记录。
yes = 是
no = 否
of-n = { $numerator } / { $denominator }
joint = { $first } · { $second }
label-list = { $label }：{ $items }

## 章节

section-summary = 一分钟概览
section-kpis = 关键指标
section-trends = 趋势
section-attainment = 目标达成
section-cohorts = 客户留存
section-repeat = 复购
section-forecasts = 预测
section-risk = 风险预警
section-targets = 目标建议
section-reps = 销售员个人页
section-quality = 数据质量
section-definitions = 指标定义

## 概览

summary-happened = 发生了什么
summary-at-risk = 谁有风险
summary-aim = 目标定在哪里
summary-decide = 需要决定什么
summary-limits = 可信程度
card-previous = 环比
card-year = 同比
card-history = { $metric }：最近{ $n }个周期

## 关键指标

kpi-lead = 先列公司，再列各团队及其销售员。比率一律为合计之比，不取比率的平均。
kpi-managers = 以下人员不作为销售员考核，其销售计入团队和公司。
level-company = 公司
level-team = 团队
level-rep = 销售员
level-manager = 经理
col-name = 姓名
col-team = 团队
col-rep = 销售员
col-period = 周期
col-metric = 指标
col-value = 数值

## 趋势

trends-quarter = 按季度
trends-month = 按月
trends-year = 按年
trend-title-quarter = { $metric }（按季度）
trend-title-month = { $metric }（按月）
trend-title-year = { $metric }（按年）
trend-partial = 空心点：数据未覆盖到该周期末。
trend-partial-mark = 未完结
chart-range = { $title }，{ $first }至{ $last }
chart-last = 最新值 { $value }
unit-money = 单位：{ $currency }
unit-count = 个数
unit-units = 件
unit-share = 单位：%
unit-days = 单位：天
unit-number = 无单位

## 目标达成

attainment-lead = 净销售额与周期结束时有效的销售目标之比。
attainment-company = 公司
attainment-share = 达标销售员占比
attainment-bands = 达成率分布
attainment-by-rep = 各销售员达成情况
attainment-history = 各周期达成率
attainment-history-lead = 以往各周期的达成率（%）。数字下方的横条到 100% 为满格。
unit-points = 个百分点
band-under = 低于{ $upper }
band-over = 高于{ $lower }
band-between = { $lower }至不足{ $upper }
band-all = 全部
band-reps = { $n }人
col-actual = 实际
col-quota = 目标
col-attainment = 达成率
col-against = 对照 100%

## 客户留存

cohorts-lead = 某周期首次购买的客户中，之后各周期仍有购买的占比。该值并非单调下降：客户会暂停，也会回来。
cohorts-month = 按首购月份
cohorts-quarter = 按首购季度
cohorts-year = 按首购年份
cohorts-percent = 占该批客户的百分比。斜线格：周期尚未结束。将指针停在格上可查看人数和 95% 区间。
cohorts-censored = * 数据从此开始，该批包含当时购买的全部客户，不论是否新客户。
cohorts-legend = 色阶
cohorts-far = 打印时省略第{ $n }期以后的列。
col-cohort = 首购周期
col-customers = 客户数
col-age = 距首购的周期数
row-pooled = 全部已满期
cell-immature = 未满
cell-interval = { $size }人中{ $active }人，95% 区间 { $lower } 至 { $upper }
cell-count = { $size }人中{ $active }人

## 复购

repeat-lead = 同一客户同一天的购买算一次。横线为 95% 区间（Wilson）。
repeat-company = 公司
repeat-by-rep = 按销售员
repeat-by-rep-lead = 客户计入该次购买所属的销售员。
col-rate = 比率
col-counted = 计数
col-interval-95 = 95% 区间

## 预测

forecasts-lead = 圆点为点预测，横条为 80% 区间；短竖线为简单基准，任何预测都应优于它们。
forecasts-of = { $metric }，{ $period }
forecasts-by-rep = 各销售员预测
forecasts-accuracy = 各方法以往的表现
forecasts-accuracy-lead = 在{ $origins }个起点上滚动检验：每次预测只用该周期之前已知的数据。从好到差排列。
forecasts-coverage = 区间是否兑现
forecasts-coverage-lead = 实际结果落入事先给出的区间的比例。
col-history = 历史
col-forecast = 预测
col-median = 中位数
col-interval-80 = 80% 区间
col-range = 范围
col-periods = 自身历史周期数
col-doubts = 存疑
col-method = 方法
col-n = 样本数
col-mae = 平均绝对误差
col-smape = sMAPE（%）
col-mase = MASE
col-stated = 声明值
col-realised = 实际兑现
interval-unsupported = 以往误差太少，不足以支持该水平
range-text = { $lower } 至 { $upper }
range-label = 80% 区间 { $lower } 至 { $upper }，预测 { $mean }

## 风险

risk-lead = 销售员在{ $period }的业绩低于标准线的概率。标准线为销售目标的 { $share }；没有目标时，为季节性预期的 { $share }。概率达到 { $threshold } 即预警。
risk-by-rep = 各销售员概率
risk-why = 原因
risk-flagged-mark = 有风险
risk-ok-mark = 未预警
risk-abstained-mark = 不作判断
risk-reasons = 原因相加
risk-reasons-lead = 以对数几率计：各项相加即为得分，得分即为概率。
risk-base = 平均水平的销售员
risk-sum = 合计
risk-sum-probability = = { $probability }
risk-clears = 解除预警的最小变化：{ $feature }由 { $from } 变为 { $to }，概率变为 { $probability }。
risk-clears-none = 在以往见过的范围内，没有单项变化能解除预警。
risk-abstentions = 不作判断
risk-evidence = 依据
risk-evidence-lead = { $cases }个以往的人次周期，其中{ $events }个未达标；{ $reps }名销售员，{ $origins }个滚动起点。以下结果均在结局已知之前评分。
risk-model = 模型：{ $model }
col-bar = 标准线
col-probability = 概率
col-flag = 预警
col-main-reasons = 主要原因
col-reason = 原因
col-group = 类别
col-adds = 贡献
col-score = 评分方法
col-event-rate = 未达标率
col-auc = AUC
col-brier = Brier
col-brier-skill = Brier 技巧
col-ece = 校准误差
bar-quota = 销售目标
bar-seasonal_expectation = 季节性预期
riskmodel-logistic = 预测之上的逻辑回归
riskmodel-forecast_only = 仅用预测
score-model = 所用模型
score-forecast_alone = 仅用预测
score-base_rate = 平均发生率
score-missed_last_period = 上期未达标
score-momentum = 近期走势
reason-unknown = 未知
reason-clause = { $feature } { $adds }

## 目标建议

targets-lead = 目标只是建议，由人决定。每个目标都写明达成的概率。
targets-lead-chance = 每个目标都按 { $chance } 的达成概率制定。
targets-lead-goal = 总目标 { $goal } 按相同概率分解，每名销售员的达成概率为 { $chance }。
targets-of = { $metric }，{ $period }
targets-by-rep = 各销售员目标
targets-total = 合计
targets-team-chance = 全体共同达成合计的概率：{ $chance }
targets-correlation = 销售员之间的相关系数为 { $correlation }
targets-unallocated = 未能分配：{ $amount }
targets-statements = 文字表述
targets-checkpoints = 检查点
targets-checkpoints-lead = 各月末应累计达到的数值，下方为预期范围。
targets-drivers = 需要改变什么
targets-drivers-lead = 相对基期，各项单独变化，其余不变。
targets-adjustments = 从预测到目标
targets-adjustments-lead = 预测的分位数，以及政策逐步作出的调整。
targets-evidence = 这样的目标以往达成了吗
targets-evidence-lead = 以往按同样方法声明的目标及其实际达成比例。
col-baseline = 基数
col-baseline-period = 基期
col-target = 目标
col-chance = 概率
col-stretch = 挑战值
col-stretch-chance = 挑战值概率
col-floor = 下限
col-cap = 上限
col-share = 占合计
col-status = 状态
col-now-needed = 由 → 至
status-draft = 草稿
status-proposed = 建议
status-agreed = 已同意
status-locked = 已锁定
step-quantile = 分位数
step-rounding = 取整
step-floor = 下限
step-cap = 上限
step-goal = 总目标
step-seasonality = 季节性
step-ramp = 爬坡
step-territory = 区域
step-reconciliation = 平衡
step-allocation = 分解
step-manual = 人工
target-none = 无目标

## 个人页

reps-lead = 每名销售员一页，供经理面谈时使用。
rep-manager = 经理
rep-team = 团队
rep-role = 职务
rep-since = 入职日期
rep-figures = 本期数字
rep-quarters = 各季度
rep-quarters-title = { $name }：各季度净销售额与目标
rep-legend-revenue = 净销售额
rep-legend-quota = 目标
rep-score = 得分
rep-grade = 等级
rep-no-score = 未评分：可评分的内容太少。
rep-next-band = 距上一等级还差 { $points } 分
rep-top-band = 已在最高等级
rep-score-lines = 得分构成
rep-strengths = 优势
rep-weaknesses = 不足
rep-topics = 值得一谈
rep-topic-from = 依据：{ $metric }
rep-targets = { $period }的目标
rep-no-targets = 未建议目标。
rep-doubts = 请谨慎解读
rep-agreed = 面谈中商定
rep-sign-rep = 销售员签字、日期
rep-sign-manager = 经理签字、日期
rep-back = 返回销售员列表
col-weight = 权重
source-quota = 销售目标
source-year_before = 上年同期
col-line-target = 评分标准
col-line-score = 得分

## 数据质量

quality-accounts = 读入情况
quality-accounts-lead = 读入行数 = 载入 + 剔除的重复 + 拒绝。
quality-findings = 存疑之处
quality-mapping = 列的对应关系
quality-coverage = 各列填充率
quality-coverage-lead = 指标所需各列中有值的行所占比例。
col-table = 表
col-file = 文件
col-read = 读入
col-loaded = 载入
col-duplicates = 剔除重复
col-rejected = 拒绝
col-warned = 有警告
col-adds-up = 勾稽
col-source-column = 文件中的列
col-column = 标准列
col-how = 方式
col-filled = 填充率
how-configured = 已配置
how-name = 同名
how-synonym = 已知同义词
how-carried = 原样保留

## 定义

definitions-lead = 本页每个数字旁都标有编号。
col-id = 编号
col-sentence = 含义
col-formula = 公式
col-better = 方向
better-higher = 越高越好
better-lower = 越低越好
better-none = 无方向

## 为何没有数值

null-no_denominator = 无基数
null-immature = 未满期
null-below_min_n = 样本太少
null-no_target = 无目标
null-missing_rate = 缺费率
null-not_positive = 非正数
null-missing_balance = 缺余额
null-quota_met = 目标已达成
null-left_censored = 早于数据
why-no_denominator = 没有可作分母的数
why-immature = 观察期尚未结束
why-below_min_n = 样本少于规定的最小值
why-no_target = 没有有效的目标
why-missing_rate = 缺少成本、价格或汇率
why-not_positive = 结果为零或亏损
why-missing_balance = 应收余额表没有当日余额
why-quota_met = 目标已达成，无需再覆盖
why-left_censored = 比较期早于数据的起点

## 指标名称

metric-revenue_net = 净销售额
metric-units = 销售数量
metric-gross_profit = 毛利额
metric-gross_margin = 毛利率
metric-orders = 订单数
metric-active_customers = 活跃客户数
metric-new_customers = 新客户开发数
metric-avg_order = 笔单价
metric-growth_mom = 环比增长率（月）
metric-growth_qoq = 环比增长率（季）
metric-growth_yoy = 同比增长率
metric-attainment = 目标达成率
metric-attainment_share = 达标率
metric-attainment_bands = 达成率分布
metric-retention-classic = 留存率
metric-largest_customer_share = 最大客户占比
metric-repeat_rate-window = 复购率
metric-repeat_rate-h_days-30 = 30 日复购率
metric-repeat_rate-h_days-60 = 60 日复购率
metric-repeat_rate-h_days-90 = 90 日复购率
metric-repeat_rate-h_days-180 = 180 日复购率
metric-repeat_rate-h_days-365 = 365 日复购率
metric-repurchase_rate-next = 回购率
metric-score_kpi = KPI 得分
metric-grade = 等级
metric-target_p = P 概率目标

## 方法与模型

method-combination = 组合预测
method-ets = 指数平滑（ETS）
method-theta = 季节性 Theta
method-pooled_ar = 合并自回归
method-last_year_plus_ten = 去年同期加 10%
method-naive = 上期值
method-seasonal_naive = 去年同期值
method-mean_of_four = 最近四期平均
method-naive2 = 季节调整后的上期值
method-ses = 简单平滑
method-plain_theta = 简单 Theta
model-combination = 组合预测
model-short_blend = 短历史混合
model-group_ramp = 新人爬坡曲线
model-none = 无

## 风险因素及类别

feature-forecast_logit = 预测本身
feature-recent_level = 近期水平与标准线之比
feature-forecast_direction = 预测相对近期水平的变化
feature-revenue_growth_year = 销售额同比
feature-active_customers_growth_year = 活跃客户数同比
feature-largest_customer_share = 最大客户占比
feature-momentum = 近期走势
feature-trend = 趋势
feature-growth_qoq = 环比增长率
feature-growth_yoy = 同比增长率
feature-volatility = 业绩波动
feature-tenure = 在职时间
feature-tenure_quarters = 在职季度数
feature-tenure_months = 在职月数
feature-orders = 订单数
feature-orders_change = 订单数变化
feature-active_customers = 活跃客户数
feature-active_customers_change = 活跃客户数变化
feature-active_change = 活跃客户数变化
feature-new_customers = 新客户数
feature-new_customers_change = 新客户数变化
feature-new_customer_share = 新客户占比
feature-lost_customers = 流失客户数
feature-concentration = 大客户占比
feature-top_customer_share = 最大客户占比
feature-customer_concentration = 客户集中度
feature-avg_order = 笔单价
feature-avg_order_change = 笔单价变化
feature-gross_margin = 毛利率
feature-repeat_rate = 复购率
feature-last_attainment = 上期达成率
feature-attainment_last = 上期达成率
feature-attainment_mean = 以往达成率
feature-missed_last_period = 上期未达标
feature-misses = 累计未达标期数
feature-activities = 跟进次数
feature-activity_change = 跟进次数变化
feature-visits = 拜访量
feature-pipeline_coverage = 商机覆盖率
feature-pipeline = 在谈商机
feature-win_rate = 赢单率
group-forecast = 预测
group-trend = 趋势
group-activity = 活动
group-tenure = 在职时间
group-customers = 客户
group-attainment = 达成情况
group-pipeline = 商机

## 驱动因素

driver-active_customers = 活跃客户数
driver-orders_per_customer = 客均订单数
driver-avg_order = 笔单价
driver-new_customers = 新客户数
driver-gross_margin = 毛利率

## 句子：发生了什么

happened-revenue = { $period }净销售额为 { $revenue }，较{ $year_before }变化 { $growth_year }。
happened-revenue-no-comparison = { $period }净销售额为 { $revenue }；没有可比的上年同期正数。
happened-previous = 与{ $previous }相比，变化 { $growth_previous }。
happened-why-customers = 有{ $active }位客户购买（同比 { $active_change }）；笔单价为 { $avg_order }（同比 { $avg_order_change }）。
happened-margin = 毛利额为 { $gross_profit }，毛利率 { $gross_margin }，上年同期为 { $gross_margin_before }。
happened-attainment = 公司目标达成率为 { $attainment }；{ $with_target }名有目标的销售员中，{ $reached }名达标。
happened-no-quota = { $period }没有有效的销售目标，因此不显示达成率。
happened-new-customers = 新开发客户{ $new }位，{ $year_before }为{ $before }位。
happened-repeat = { $first }至{ $period }，{ $rate } 的客户在不止一天购买：{ $of }位中的{ $returning }位。

## 句子：风险

risk-flagged = { $of }名销售员中有{ $count }名在{ $period }很可能低于标准线：{ $names }。
risk-none = { $of }名销售员在{ $period }均未预警。
risk-abstained = 对{ $count }名销售员不作判断，因为依据太少：{ $names }。
risk-thin = 概率的依据是{ $reps }名销售员的{ $cases }个以往样本，其中{ $misses }个未达标，共{ $origins }个起点：依据较薄弱。
risk-no-skill = 在{ $cases }个以往样本上，这些概率并不比未达标的平均比例说明更多（Brier 技能分 { $skill }）：提示只是留意的理由，不是结论。
risk-forecast-only = 概率仅来自预测，因为{ $why }。
why-model-not-better = 在其上的逻辑回归在以往数据上并未明显更好（Brier { $brier_model } 对 { $brier_forecast }）
why-too-few-cases = 以往样本只有{ $have }个，需要{ $need }个
why-too-few-events = 较少见的结果只出现过{ $have }次，需要{ $need }次
why-too-few-origins = 只能在{ $have }个以往季度上检验，需要{ $need }个
why-nothing-varies = 以往样本之间没有差别
why-turned-round = 其上的逻辑回归把预测方向颠倒了，样本太少，不足为凭
why-one-class = 以往只出现过一种结果
risk-bar-expectation = 数据中没有{ $period }的销售目标；标准线取季节性预期的 80%。

## 句子：目标

aim-total = { $period }{ $metric }的建议目标合计 { $total }；每个目标按 { $chance } 的达成概率设定，全体共同达成合计的概率为 { $team_chance }。
aim-total-count = { $period }{ $metric }的建议目标合计 { $total }；每个目标按 { $chance } 的达成概率设定，全体共同达成合计的概率为 { $team_chance }。
aim-goal = { $period }{ $metric }总目标 { $goal }，相当于每名销售员的达成概率为 { $chance }。
aim-goal-held = { $period }{ $metric }总目标 { $goal } 使销售员的共同达成概率为 { $chance }；有{ $held }个目标因下限或上限而不同。
aim-none = 未建议{ $period }{ $metric }目标：缺乏依据。
aim-unallocated = 总目标中有 { $amount } 在政策规定的最低概率下无法分配给任何销售员。
aim-held = 声明概率为 { $stated } 的目标，在以往{ $n }个样本中有 { $realised } 达成。
aim-untested = { $metric }的声明概率无法在以往数据上检验。

## 句子：需要决定

decide-risk-talk = 尽早与{ $names }面谈。
decide-risk-look = 先了解{ $names }的情况；这些提示尚未在以往数据上得到验证。
decide-targets = 接受或修改{ $period }的{ $count }个建议目标。
decide-quota-missing = 为{ $period }制定销售目标：数据中没有。
decide-newcomers = 确定对{ $names }的期望：其自身历史较短。

## 句子：可信程度

limit-short-history = 历史只有{ $quarters }个季度，难以区分季节与趋势。
limit-left-censored = 数据始于{ $first }；当时的客户此前可能已有购买。
limit-partial = { $period }尚未完结：数据截至{ $data_to }。变化均与此前期间相同工作日数的部分比较。
limit-new-year-joined = 与上年比较时，一月和二月合并计算：上年春节为{ $before }，今年春节为{ $now }。
limit-rounded = { $rows }行的小数位超过币种规定，已四舍五入（逢五取偶）。
limit-chance-too-high = { $metric }：声明概率为 { $stated } 的目标，以往只有 { $realised } 达成，声明概率偏乐观。
limit-chance-too-low = { $metric }：声明概率为 { $stated } 的目标，以往有 { $realised } 达成，声明概率偏保守。
limit-no-reps = 订单中没有参与考核的销售员，因此没有预测、提示和目标。
limit-later-data = 客户群与复购率采用截至{ $as_of }的数据，晚于{ $period }；加 --as-of { $end } 可只看当时已知的数据。
limit-few-reps = 只有{ $reps }名销售员，相互比较较粗略。
limit-synthetic = 数据为虚构，仅用于展示报告，不代表任何公司。

## 句子：个人目标

target-statement = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，{ $baseline_period }为 { $baseline }。达成概率 { $chance }，占全体合计的 { $share }。数据截至{ $as_of }。
target-statement-count = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，{ $baseline_period }为 { $baseline }。达成概率 { $chance }，占全体合计的 { $share }。数据截至{ $as_of }。
target-statement-no-baseline = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，没有以往周期可比。达成概率 { $chance }，占全体合计的 { $share }。数据截至{ $as_of }。
target-statement-count-no-baseline = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，没有以往周期可比。达成概率 { $chance }，占全体合计的 { $share }。数据截至{ $as_of }。
target-refused-nothing = 未给{ $name }建议{ $metric }目标：按所要求的概率，结果为零或亏损。
target-refused = 不为{ $name }建议{ $metric }目标：历史不足以支持。
doubt-group-ramp = 依据以往新人的起步情况，而非其自身历史。
doubt-short-history = 自身历史只有{ $n }个周期。
doubt-interval-unsupported = 以往误差只有{ $n }个，不足以支持该区间。
doubt-no-own-history = 没有自身历史。
doubt-near-constant = 历史几乎不变，区间可能过窄。
doubt-imputed-feature = 有缺失值已作填补：{ $feature }。
doubt-clipped-floor = 政策下限抬高了目标。
doubt-clipped-cap = 政策上限压低了目标。

## 句子：个人页

abstain-no-forecast = 没有可依据的预测。
abstain-history = 历史有{ $have }个周期，需要{ $need }个。
strength-driver = { $metric }为 { $value }，优于{ $n }名可比销售员的 { $peers }。
weakness-driver = { $metric }为 { $value }，低于{ $n }名可比销售员的 { $peers }。
no-strengths = 与可比销售员相比，没有突出之处。
no-weaknesses = 与可比销售员相比，没有落后之处。
few-peers = 可比销售员只有{ $have }名，需要{ $need }名，因此不列优势与不足。
page-new-rep = { $hire }入职：时间太短，尚不能评判趋势。

## 句子：数据质量

quality-account = { $file }（{ $table }）：读入{ $read }行 = 载入{ $loaded } + 剔除重复{ $duplicates } + 拒绝{ $rejected }；其中{ $warned }行带有提醒。
quality-account-dropped = { $file }（{ $table }）：剔除{ $count }行（{ $code }）：{ $what }
quality-account-rejected = { $file }（{ $table }）：拒绝{ $count }行（{ $code }）：{ $what }
quality-dropped-repeated-in-file = 与本文件另一行完全相同。
quality-dropped-already-loaded = 已由先前的文件载入。
quality-dropped-file-loaded-before = 整个文件此前已原样载入。
quality-freshness = { $table }：最近一笔为{ $last }，距读取日{ $days }天。相邻日期通常相隔{ $usual }天，多在{ $most }天之内。最近一次载入更新：{ $loaded }。
quality-filled-rows = { $table }.{ $column } 在 { $share } 的行中有值。
quality-filled-revenue = { $table }.{ $column } 在 { $share } 的销售额中有值。
quality-whole-rows = 行数
quality-whole-revenue = 销售额
quality-missing-table = 没有 { $table } 表：{ $metrics }为空。
quality-missing-column = { $table } 没有 { $column }：{ $metrics }为空。
quality-partly-filled = { $table } 有 { $share } 的{ $whole }缺少 { $column }：{ $metrics }在这些部分为空。

quality-rejected-rows = { $file }：{ $count }行被拒绝。
quality-rejected-rows-by-rule = { $file }：{ $count }行被拒绝（{ $rules }）。
quality-rounded-money = { $table }，{ $column }：{ $count }个金额的小数位超过币种规定，已四舍六入五成双。
quality-exact-duplicates = { $file }：{ $count }行与另一行完全相同，已剔除。
quality-stale-table = { $table }：最近一笔为{ $last }，已过{ $count }天，而相邻日期多在{ $usual }天之内。
quality-partial-revenue = { $table } 有{ $count }行缺少 { $column }，占销售额的 { $without }。
quality-few-blanks = { $table }：{ $column } 只有{ $count }行为空。
quality-same-name = { $table }：{ $count }个编号与另一编号同名，例如{ $examples }。
quality-odd-words = { $table }，{ $column }：{ $count }行的用词在别处写法不同，或几乎独此一处：{ $examples }。
quality-rep-without-manager = { $count }名销售员既无上级也无下属：{ $examples }。
quality-orphan-ids = { $table }，{ $column }：{ $ids }个值在 { $master } 中找不到，涉及{ $count }行（{ $share }），例如{ $examples }。
quality-orphan-ids-leading-zeros = { $table }，{ $column }：{ $ids }个值在 { $master } 中找不到，涉及{ $count }行（{ $share }）。其中{ $mended }行只是编号前的零丢失或增加：{ $examples }。请在两个文件中都以文本导出编号。
quality-orphan-ids-point-zero = { $table }，{ $column }：{ $ids }个值在 { $master } 中找不到，涉及{ $count }行（{ $share }）。其中{ $mended }行的编号变成了数字：{ $examples }。请以文本导出编号，不带小数。
quality-orphan-ids-case = { $table }，{ $column }：{ $ids }个值在 { $master } 中找不到，涉及{ $count }行（{ $share }）。其中{ $mended }行只是大小写或空格不同：{ $examples }。请在两个文件中统一写法。
quality-return-of-unknown-sale = { $count }行所指的原订单不存在，例如{ $examples }。
quality-return-of-unknown-sale-leading-zeros = { $count }行所指的原订单不存在。其中{ $mended }行只是编号前的零丢失或增加：{ $examples }。请以文本导出编号。
quality-return-of-unknown-sale-point-zero = { $count }行所指的原订单不存在。其中{ $mended }行的编号变成了数字：{ $examples }。请以文本导出编号，不带小数。
quality-return-of-unknown-sale-case = { $count }行所指的原订单不存在。其中{ $mended }行只是大小写或空格不同：{ $examples }。请统一写法。
quality-return-without-origin = { $count }行退货未指明原订单。
quality-possible-repeats = { $count }行销售与另一订单的日期、客户、产品、销售员、数量和金额全部相同，例如{ $examples }。
quality-possible-repeats-many = 至少{ $count }行销售与其他订单的日期、客户、产品、销售员、数量和金额全部相同，例如{ $examples }：数据是否以不同订单号载入了两次？
quality-amount-outlier = 在{ $of }行销售中，{ $count }行远离该销售员的其他销售，最远者在前：{ $examples }。
quality-month-outlier = { $count }个月远离该销售员的其他月份，最远者在前：{ $examples }。
quality-quota-far-from-history = { $count }条销售目标超过该销售员同类期间中位数的五倍，或不足五分之一：{ $examples }。
quality-future-date = { $table }，{ $column }：{ $count }行的日期晚于{ $today }，例如{ $examples }。
quality-stray-date = { $count }行订单与其余订单相隔一年以上：{ $examples }。
quality-month-without-orders = { $count }个月没有任何订单：{ $examples }。
quality-gap-in-days = { $count }次超过{ $usual }天没有订单：{ $examples }。
quality-left-censoring = { $table } 有{ $count }行早于首笔订单（{ $first }，{ $column }）：此后首次购买或首次销售者未必是新的。
quality-outside-service = { $count }行订单不在销售员的在职期内：{ $names }。
quality-quota-outside-years = { $count }条销售目标不在数据的年份{ $first }至{ $last }之内：{ $examples }。
quality-dates-reversed = { $table }：{ $count }行的 { $column } 早于 { $first }：{ $examples }。
quality-closed-without-date = { $count }个商机已赢单或输单，但没有成交日期，例如{ $examples }。
quality-closed-while-open = { $count }个进行中的商机有成交日期，例如{ $examples }。
quality-currency-without-rate = { $count }个商机的币种为{ $currencies }，没有可用的汇率，例如{ $examples }。
quality-paid-over-invoice = { $count }张发票的收款超过其金额，例如{ $examples }。
quality-paid-before-invoice = { $count }张发票在开票日之前已收款，且并非预收款，例如{ $examples }。
quality-score-outside-scale = { $table }：{ $count }个评分超出量表范围，例如{ $examples }。
quality-objective-weights = { $count }个销售员期间的目标权重之和既非 100 也非 1：{ $examples }。
quality-owner-overlap = 有{ $count }次客户在同一天有两名负责人：{ $examples }。
quality-quota-not-used = { $count }条销售目标已载入但未使用，因为只采用销售员的目标。目标对象类型：{ $types }。
quality-quota-overlap = { $count }名销售员的销售目标月份重叠：不相加，以覆盖月份最多的一组为准。
quality-quota-partial = { $count }名销售员的销售目标只覆盖{ $period }的一部分：达成率只对比有目标的月份，评分和风险不采用这些目标。
quality-below-cost = { $count }行订单低于成本销售，占有成本的行的 { $share }。
quality-credit-share-range = { $count }条业绩分配的比例不在 0 与 1 之间：{ $examples }。
quality-credit-shares = { $count }条直接业绩所在的订单行比例之和不为 1：{ $examples }。
quality-assignment-share-range = { $count }条任职的比例不在 0 与 1 之间：{ $examples }。
quality-assignment-overlap = { $count }条任职与同一销售员在同一部门的较早任职重叠：{ $examples }。
quality-assignment-shares = { $count }条任职使销售员某日的比例之和超过 1：{ $examples }。
quality-unit-cycle = { $count }个部门的上下级关系构成循环：{ $examples }。
quality-manager-cycle = { $count }名销售员的上下级关系构成循环：{ $examples }。
quality-parent-cycle = { $count }个客户的母公司关系构成循环：{ $examples }。
quality-merge-cycle = { $count }个客户的合并关系构成循环：{ $examples }。

quality-no-history-before = { $first }之前没有订单；当时的首次购买未必是真正的首次。
quality-none = 未发现存疑之处。
quality-not-judged = 不作为销售员考核：{ $names }。

## 数据质量报告

section-of-check-account = 读入情况
section-of-check-freshness = 各表的新鲜程度
section-of-check-coverage = 各列填充率
section-of-check-switched_off = 因缺失而停用的指标
section-of-check-rows = 彼此不符的行
section-of-check-orphans = 无所指的编号
section-of-check-duplicates = 重复
section-of-check-outliers = 远离常态
section-of-check-dates = 日期
section-of-check-consistency = 自相矛盾
check-page-nothing = 无存疑之处。
check-page-filled = 有值的行
check-page-filled-revenue = 占销售额
check-page-empty = 为空
check-page-findings = { $count ->
    [0] 未发现存疑之处。
   *[other] { $count }项存疑；以 ! 开头的行说明详情。
}

## 句子：默认假定

assume-currency = 假定所有金额的币种为 { $currency }。
assume-calendar = 假定财年从一月开始。
assume-as-of = 以{ $day }（数据的最后一天）之前已知的记录为准。
assume-target-metric = 假定销售目标针对净销售额。

## attain trend

trend-column-metric = 指标
trend-column-periods = 期间（有值期数）
trend-column-trend = 趋势
trend-column-slope = 每期变化
trend-column-interval = 95% 区间
trend-column-p = p 值
trend-column-season = 季节因素
trend-column-change = 水平变动
trend-rising = 上升
trend-falling = 下降
trend-no-clear-trend = 无明显趋势
trend-no-statement = 不作判断：期数太少
trend-season-in = 未剔除
trend-season-out = 已剔除
trend-note = 斜率为 Theil–Sen 估计及 95% 区间，检验为 Mann–Kendall；p 值已按全部行一并校正：判为上升、下降或水平变动者中，误判不超过 5%。

## attain bridge

bridge-column-term = 因素
bridge-column-value = 金额
bridge-column-share = 占期初比例
bridge-column-period-from = 基期
bridge-column-period-to = 报告期
bridge-start = 基期净销售额
bridge-volume = 销量
bridge-mix = 结构
bridge-list-price = 标价
bridge-discount = 折扣
bridge-price = 价格（无标价）
bridge-new = 新增
bridge-lost = 流失
bridge-unpriced = 数量不可用
bridge-returns = 退货
bridge-adjustments = 调整
bridge-end = 报告期净销售额

## 价格与成交指标

metric-discount_rate = 折扣率（让利率）
metric-discount_rate-on_net = 折扣额占净额比例
metric-discount_rate-paid = 实付折扣（几折）
metric-list_coverage = 有标价销售占比
metric-markup = 加成率
metric-cost_coverage = 有成本销售占比
metric-avg_deal-per_customer = 客单价
metric-bookings = 签约额（合同额）
metric-avg_deal = 平均成交金额
metric-avg_deal-median = 成交金额中位数
metric-avg_deal-trimmed = 成交金额截尾均值

## attain contest

contest-column-contest = 竞赛
contest-column-contest-id = 竞赛
contest-column-rank = 名次
contest-column-rep = 销售员
contest-column-rep-id = 销售员
contest-column-score = 成绩
contest-column-value = 实际值
contest-column-target = 目标或基数
contest-column-gap = 距上一名
contest-column-prize = 奖励
contest-column-chance = 夺冠概率
contest-column-chance-prize = 获奖概率
contest-column-status = 状态
contest-column-note = 说明
contest-column-basis = 排名依据
contest-column-contenders = 参赛人数
contest-column-effective = 有效竞争人数
contest-column-hopeless = 夺冠概率低于 1% 的占比
contest-column-favourite = 最大热门
contest-column-with-size = 与片区规模的相关
contest-column-with-tenure = 与司龄的相关
contest-column-verdict = 结论
contest-column-scope = 对象
contest-column-first = 起
contest-column-last = 止
contest-column-after = 赛后实际
contest-column-expected = 赛后预期
contest-column-lower = 95% 下限
contest-column-upper = 95% 上限
contest-column-difference = 差额
contest-column-during = 赛期实际
contest-column-during-expected = 赛期预期
contest-column-lift = 赛期增量
contest-column-null-reason = 未作判断的原因
contest-column-metric-id = 指标
contest-column-version = 版本
contest-column-loaded-at = 导入时间
contest-column-column = 规则项
contest-column-old-value = 原为
contest-column-new-value = 改为
contest-column-late = 开赛后
contest-column-counts = 是否生效
contest-column-in-force = 现行规则
contest-status-upcoming = 未开赛
contest-status-running = 进行中
contest-status-provisional = 暂定
contest-status-final = 最终
contest-status-refused = 未受理
contest-why-filter = 不在参赛范围内
contest-why-joined-after-start = 开赛后入职
contest-why-left-before-end = 结束前离职
contest-null-no-target = 没有覆盖整个赛期的目标
contest-null-no-denominator = 没有可比的基数
contest-null-missing-rate = 缺少成本或数量
contest-null-left-censored = 没有上年同期数据
contest-level = 并列
contest-clawed = 已扣减退货
contest-basis-pct_of_target = 目标达成率
contest-basis-absolute = 绝对值
contest-basis-growth = 同比增长
contest-verdict-open = 竞争充分
contest-verdict-uneven = 不够均衡
contest-verdict-lopsided = 一边倒
contest-no-no-history = 不作判断：此前没有完整的期间
contest-no-too-far = 不作判断：距今太远
contest-no-no-forecast = 不作判断：没有带区间的预测
contest-no-nobody-on-basis = 不作判断：无人有目标或上年同期数据
contest-word-participants = 全体参赛者
contest-word-others = 其他人员
contest-word-rep = 销售员
contest-word-pulled-forward = 有提前签单迹象
contest-word-short-without-lift = 偏低，但赛期并无增量
contest-word-short-everywhere = 普遍偏低
contest-word-no-evidence = 无证据
contest-word-refused = 未受理
contest-word-immature = 赛后天数不足
contest-word-no-history = 此前没有完整的期间
contest-word-too-far = 距今太远
contest-word-no-forecast = 没有带区间的预测
contest-word-below-min-n = 模拟次数不足

contest-fault-no-day = 竞赛 { $contest } 未受理：`{ $column }` 为空。
contest-fault-end-before-start = 竞赛 { $contest } 未受理：结束日期 { $end } 早于开始日期 { $start }。
contest-fault-too-long = 竞赛 { $contest } 未受理：{ $start } 至 { $end } 超过三年，年份可能有误。
contest-fault-unknown-metric = 竞赛 { $contest } 未受理：`{ $received }` 无法按任意日期逐人排名；可用的指标有 { $allowed }。
contest-fault-unknown-basis = 竞赛 { $contest } 未受理：没有排名依据 `{ $received }`，可用的有 { $allowed }。
contest-fault-unknown-tie-rule = 竞赛 { $contest } 未受理：没有并列规则 `{ $received }`，可用的有 { $allowed }。
contest-fault-clawback = 竞赛 { $contest } 未受理：`clawback_days` 为 { $received }，应在 0 至 3660 之间。
contest-fault-prizes = 竞赛 { $contest } 未受理：奖励在 `{ $received }` 处无法读懂；请写成“名次:奖励”，以分号分隔，每个名次只写一次，如 1:5000;2:3000;3-5:1000。
contest-fault-filter = 竞赛 { $contest } 未受理，参赛范围 `{ $filter }` 有误：{ $reason }。{ $hint }
contest-fault-nobody-in-service = 竞赛 { $contest } 未受理：{ $start } 当日参赛范围内无人在职。
contest-fault-no-target = 竞赛 { $contest } 未受理：没有一位参赛者的 { $metric } 目标覆盖 { $start } 至 { $end } 的全部工作日。
contest-fault-left-censored = 竞赛 { $contest } 未受理：同比增长须与 { $base_day } 起的上年同期比较，而数据始于 { $data_from }。
contest-fault-hint = 请修正竞赛表后重新导入；各列的写法见 attain contest --help

contest-rules-after-end = { $contest }：规则于 { $loaded } 才首次导入，晚于竞赛结束；存储无法证明规则在开赛前已经确定。
contest-rules-after-start = { $contest }：规则于 { $loaded } 才首次导入，晚于开赛；存储无法证明规则在此前已经确定。
contest-rules-changed = { $contest }：开赛后的 { $loaded }，`{ $column }` 由 { $before } 改为 { $after }；该变更不生效（[contests] late_changes_count）。
contest-rules-changed-counts = { $contest }：开赛后的 { $loaded }，`{ $column }` 由 { $before } 改为 { $after }；因设置了 [contests] late_changes_count，该变更生效。
contest-provisional = { $contest }：结果暂定，截至 { $until } 的退货仍会扣减。
contest-prorated = { $contest }：{ $count } 人的目标由覆盖其他日期的定额按工作日折算。
contest-growth-elapsed = { $contest }：同比增长以截至 { $day } 的天数与上年同日期相比。
contest-returns-without-sale = { $contest }：开赛以来有 { $count } 笔退货未注明原销售，未从任何人的业绩中扣减。
contest-scaled = { $contest }：所在期间的预测按工作日折算，其离散程度按该比例的平方根折算。
contest-chances = { $contest }：概率来自 { $draws } 次模拟，预测以 { $period } 为最后已知期间，销售员之间的相关系数按历史测得为 { $correlation }；概率的误差不超过 { $error }（一个标准误）。
contest-chances-assumed = { $contest }：概率来自 { $draws } 次模拟，预测以 { $period } 为最后已知期间；历史太短，无法测得销售员之间的相关系数，假定为 { $correlation }；概率的误差不超过 { $error }（一个标准误）。
contest-no-chance-no-history = { $contest }：无法给出概率，此前没有完整的期间。
contest-no-chance-too-far = { $contest }：无法给出概率，竞赛结束距最后一个完整期间超过一年，没有检验过如此长远的预测。
contest-no-chance-no-forecast = { $contest }：无法给出概率，历史太短，没有人有带区间的预测。
contest-no-chance-nobody-on-basis = { $contest }：无法给出概率，没有人具备该排名依据所需的数据。
contest-is-open = { $contest } 竞争充分：{ $contenders } 人参赛，不确定程度相当于 { $effective } 人机会均等；其中 { $hopeless } 的人夺冠概率低于 1%，最大热门 { $name } 为 { $chance }。夺冠概率与片区规模的等级相关为 { $size }，与司龄的等级相关为 { $tenure }。
contest-is-uneven = { $contest } 不够均衡：{ $contenders } 人参赛，不确定程度只相当于 { $effective } 人机会均等；其中 { $hopeless } 的人夺冠概率低于 1%，最大热门 { $name } 为 { $chance }。夺冠概率与片区规模的等级相关为 { $size }，与司龄的等级相关为 { $tenure }。
contest-is-lopsided = { $contest } 一边倒：{ $contenders } 人参赛，但只有少数人可能夺冠，不确定程度仅相当于 { $effective } 人机会均等；其中 { $hopeless } 的人夺冠概率低于 1%，最大热门 { $name } 为 { $chance }。夺冠概率与片区规模的等级相关为 { $size }，与司龄的等级相关为 { $tenure }。
contest-more-open = { $contest }：若以“{ $basis }”为排名依据，竞争会更充分：{ $contenders } 人参赛，不确定程度相当于 { $effective } 人机会均等。
contest-left-out = { $contest }：另有 { $count } 位可参赛者没有目标、基数或预测，未给出其概率。
contest-borrowed = { $contest }：有迹象表明销售被提前：赛期实际为预期的 { $during }，而 { $first } 至 { $last } 只有预期的 { $share }（95% 区间为 { $lower } 至 { $upper }）。
contest-short-without-lift = { $contest }：{ $first } 至 { $last } 的销售为预期的 { $share }（95% 区间为 { $lower } 至 { $upper }），但赛期本身并未高于预期（{ $during }），应另有原因，而非提前签单。
contest-short-everywhere = { $contest }：{ $first } 至 { $last } 的销售为预期的 { $share }（95% 区间为 { $lower } 至 { $upper }），但未参赛者同样偏低，不能认定为提前签单。赛期实际为预期的 { $during }。
contest-not-borrowed = { $contest }：没有销售被提前的证据：{ $first } 至 { $last } 为预期的 { $share }（95% 区间为 { $lower } 至 { $upper }）；赛期为预期的 { $during }。
contest-borrowed-reps = { $contest }：单独来看低于各自区间的有 { $names }（共考察 { $of } 人；人数较多时，约四十分之一属偶然）。
contest-others = { $contest }：同一时段未参赛者的销售为预期的 { $share }。
contest-no-after-immature = { $contest }：赛后满十个工作日之前不作判断。
contest-no-after-no-history = { $contest }：开赛前没有完整的期间，对赛后不作判断。
contest-no-after-too-far = { $contest }：赛后时段距开赛前最后一个期间超过一年，不作判断。
contest-no-after-no-forecast = { $contest }：没有人有开赛前带区间的预测，对赛后不作判断。
contest-no-after-below-min-n = { $contest }：模拟次数太少（[contests] draws），对赛后不作判断。
