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
header-purpose-left-out = 与此目的无关而未列的章节：{ $chapters }。相关数据仍在工作簿和数据表中；将 attain.toml 的 [review] purpose 留空，本页即列出全部章节。
purpose-motivate = 激励士气
purpose-improve = 改进业绩
purpose-talent = 发现人才
header-program = 生成程序
header-next = 展望周期
header-assumed = 默认假定
footer-note = 列标题带有指标编号、所属周期和数据截止日；将指针停在列标题或数字上即可查看。指标定义见文末。
theme-dark = 深色
theme-light = 浅色
scope = 显示
scope-path = 当前位置
scope-company = 全公司
scope-teams = 团队
scope-reps = 销售员
table-filter = 筛选
table-shown = { $all }行中的{ $shown }行
tip = { $label }：{ $value }
tip-quota = { $label }：{ $value }，销售目标 { $quota }
tip-interval = { $level }：{ $lower } 至 { $upper }
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
index-title = 销售业绩回顾
index-reviews = 各期回顾
index-note = 各期回顾均写明每个数字的指标定义、所属周期和数据截止日。
index-lead = 点击周期打开该期回顾。数值下方为同比变化。
index-counted = 共{ $all }份
index-counted-failed = { $failed }份未生成
index-state = 状态
index-done = 已完成
index-failed = 未生成
index-as-of = 数据截至{ $day }
index-flags = 风险销售员
index-of = { $part } / { $all }
index-findings = 数据问题
index-files = 文件
pack-replaced = “{ $folder }”中原有{ $period }的业绩回顾，现由本次取代{ $count ->
    [0] 。
   *[other] ，并删除其余 { $count } 个旧文件。
}
review-without-team = 有{ $count }名参与考核的销售员不属于任何团队，未列入任何团队的报告。
index-workbook = 工作簿
index-digest = 摘要
section-bridge = 销售额变动拆解
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

fall-title-previous = { $from } 至 { $to }：环比
fall-title-year_before = { $from } 至 { $to }：同比
fall-lead = 按产品拆解的量价结构变动。各步精确到分：首行加各步等于末行。
fall-col-step = 因素
fall-col-amount = 净销售额
fall-col-share = 占基期
fall-cut = 为看清各步，两期的条形左端有截断；所有长度同一比例。
fall-incomplete = 数据未完整覆盖其中一期。
fall-why-volume = 假设各产品件数与总体同比例增减
fall-why-mix = 高价与低价产品占比的变化
fall-why-list-price = 按新数量计的标价变化
fall-why-discount = 单件折扣的变化；折扣减少则收入增加
fall-why-price = 无标价产品的价格变化
fall-why-new = 仅在后一期有销售的产品
fall-why-lost = 仅在前一期有销售的产品
fall-why-unpriced = 数量不可用的产品
fall-why-returns = 按退货日期计
fall-why-adjustments = 金额更正
curves-title = 首购后各天数内的复购率
curves-table = 首购后各天数内的复购率（表）
curves-lead = 按首购季度分组：首购后若干天内在另一天再次购买的客户占比。仅计首购已满该天数的客户。
curves-lines = 粗线为全部客户；{ $newest } 为数据足够的最近一个季度，细线为其他季度。虚线：部分客户尚未满该天数，未计入。
curves-axes = 横轴：首购后天数；纵轴：客户占比
curves-all = 全部
curves-days = 首购后 … 天内再次购买，%
curves-part = 部分未满天数
curves-value = { $name } { $share }
curves-tip = { $days } 天内：{ $values }
curves-young = { $n }位尚未满该天数
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
forecasts-fan = 每条线末端的扇形表示下一周期的可能范围：100 次中有 50、80、95 次落在其中。将指针停在上面可查看数值。
forecasts-of = { $metric }，{ $period }
forecasts-by-rep = 各销售员预测
forecasts-accuracy = 各方法以往的表现
forecasts-accuracy-lead = 在{ $origins }个起点上滚动检验：每次预测只用该周期之前已知的数据。从好到差排列。
forecasts-accuracy-lead-uneven = 滚动检验，共 { $origins } 个起点：每次预测只用该周期之前已知的数据。样本数（n）相同的方法按误差从小到大排列；样本较少的列在其后，其误差不能与前者相比。
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
risk-clears = 解除预警的最小变化：{ $feature }由 { $from } 变为 { $to }，概率即低于预警线（{ $probability }）。
risk-clears-unchangeable = 没有任何可以采取的单项变化能解除预警。能解除预警的只有既成事实：{ $feature }须由 { $from } 变为 { $to }。
risk-forecast-alone = 若仅凭预测（目标的达成概率即以此为据），概率为 { $forecast }。
risk-of-bars = 以{ $bars }为标准线：{ $told }
risk-clears-none = 在以往见过的范围内，没有单项变化能解除预警。
risk-abstentions = 不作判断
risk-evidence = 依据
risk-evidence-lead = { $cases }个以往的人次周期，其中{ $events }个未达标；{ $reps }名销售员，{ $origins }个滚动起点；标准线均为同一种（{ $bars }）。以下结果均在结局已知之前评分。
risk-model = 模型：{ $model }
risk-model-of = 模型：{ $model }（标准线：{ $bars }）。
col-bar = 标准线
col-probability = 概率
col-flag = 预警
col-main-reasons = 主要原因
col-reason = 原因
col-group = 类别
col-compared = 对照值
col-adds = 贡献
col-coaching-topic = 辅导主题
col-score = 评分方法
col-event-rate = 未达标率
col-auc = AUC
col-brier = Brier 得分
col-brier-skill = Brier 技能分
col-ece = 校准误差
bar-quota = 销售目标
bar-seasonal_expectation = 季节性预期
riskmodel-logistic = 预测之上的逻辑回归
riskmodel-forecast_only = 仅用预测
score-model = 所用模型
score-forecast_alone = 仅用预测
score-logistic = 逻辑回归
score-base_rate = 平均发生率
score-missed_last_period = 上期未达标
score-momentum = 近期走势
reason-unknown = 未知
reason-clause = { $feature } { $adds }

## 目标建议

targets-lead = 目标只是建议，由人决定。每个目标都写明达成的概率。
targets-lead-chance = 每个目标都按 { $chance } 的达成概率制定。
targets-lead-chance-but = 目标按 { $chance } 的达成概率制定；{ $of } 个目标中有 { $count } 个因下限、上限、取整或人工决定而不同，概率从 { $lowest } 到 { $highest }。
targets-lead-goal-but = 总目标 { $goal } 按相同概率 { $chance } 分解；{ $of } 个目标中有 { $count } 个因下限、上限、取整或人工决定而不同，概率从 { $lowest } 到 { $highest }。
targets-lead-goal = 总目标 { $goal } 按相同概率分解，每名销售员的达成概率为 { $chance }。
targets-of = { $metric }，{ $period }
targets-by-rep = 各销售员目标
targets-total = 合计
targets-team-chance = 全体共同达成合计的概率：{ $chance }
targets-correlation = 销售员之间的相关系数为 { $correlation }
targets-unallocated = 未能分配：{ $amount }
targets-checkpoints = 检查点
targets-checkpoints-lead = 各月末应累计达到的数值，下方为预期范围。
targets-drivers = 需要改变什么
targets-drivers-lead = 相对基期，各项单独变化，其余不变。目标不高于基期的人未列出，因为无须任何改变。
targets-adjustments = 从预测到目标
targets-adjustments-lead = 预测的分位数，以及政策逐步作出的调整。
targets-evidence = 这样的目标以往达成了吗
targets-evidence-lead = 以往按同样方法声明的目标及其实际达成比例。
what-if = 假如……
what-if-lead = 调整概率或总目标，每个目标随即变化，数字与命令行给出的相同。不会保存任何改动，原建议保持不变。
what-if-chance = 每名销售员的达成概率
what-if-goal = 全体总目标
what-if-slider = 滑块
what-if-reset = 恢复建议值
what-if-total = 目标合计
what-if-common = 每人的达成概率
what-if-team = 全体共同达成合计的概率
what-if-left = 未能分配：超出最低概率
what-if-below = 低于 { $least }，即各人下限之和；下方仍为上一个可以分解的总目标的数字。
what-if-command = 命令行同样可得：
what-if-none = 无目标
col-proposed = 建议目标
col-now = 调整后
col-change = 变化
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
reps-choose = 在此处、任一表格或页面顶部选择销售员，即可打开其个人页；用浏览器的“后退”返回。
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
rep-topic-rated-alone = 依据：评价偏低（无法用数字体现）
workdriver-close_rate = 成交率
workdriver-new_customers = 新客户开发
workdriver-retention = 客户留存
workdriver-collection_rate = 回款率
workdriver-satisfaction = 客户满意度
workdriver-discount_rate = 折扣率
workdriver-gross_margin = 毛利率
workdriver-followup_rate = 跟进率
workdriver-customer_concentration = 对少数客户的依赖
workdriver-ratings = 评价偏低
rep-targets = { $period }的目标
rep-no-targets = 未建议目标。
rep-target-drivers = 其他因素不变时，以下任一变动即可达到目标：{ $changes }。
rep-target-driver-active_customers = 活跃客户数
rep-target-driver-orders_per_customer = 客均订单数
rep-target-driver-avg_order = 笔单价
rep-target-driver-new_customers = 新客户开发数
rep-target-driver-gross_margin = 毛利率
rep-target-driver-close_rate = 成交率
rep-target-driver-closed_deals = 有结果的商机数
rep-target-checkpoint = { $month }末 { $amount }
rep-target-checkpoints = 检查点（期初起累计）：{ $steps }。
rep-target-between = {"；"}
rep-doubts = 请谨慎解读
rep-agreed = 面谈中商定
rep-sign-rep = 销售员签字、日期
rep-sign-manager = 经理签字、日期
packet-title = 评估面谈材料
packet-contents = 目录
packet-outlook = { $period }展望
packet-date = 日期
packet-sign-meeting = 会议代表签字
rep-back = 返回销售员列表
rep-line-group = 所属部分
rep-line-evidence = 依据
rep-line-cases = 样本{ $n }个
rep-ratings = 多方评价
rep-ratings-self = 单独列示，不计分
rep-raters = { $n ->
   *[other] { $n }位评价人
}
rating-line-score_360 = 360°综合
rating-line-bars = 行为评价（BARS）
rating-line-manager = 上级
rating-line-peer = 同事
rating-line-subordinate = 下级
rating-line-customer = 客户
rating-line-self = 自评
rep-plans = 改进计划
rep-plan-action = 改进措施
rep-plan-owner = 负责人
rep-plan-due = 截止日期
rep-plan-check = 检验指标
rep-plan-now = 当前值
rep-plan-value = 应达到
rep-plan-state = 数据显示的状态
plan-state-proposed = 建议
plan-state-open = 进行中
plan-state-on_track = 进展正常
plan-state-met = 达成
plan-state-missed = 未达成
plan-state-overdue = 逾期未判
plan-flag-no_check_metric = 缺检验指标
plan-flag-no_check_value = 缺检验目标值
plan-flag-unknown_metric = 检验指标不存在
plan-flag-table_missing = 缺少所需数据表
plan-flag-stays_on_cluster = 需要逐个客户的历史，而客户历史保留在集群上
plan-flag-not_measured = 无法按销售员衡量
plan-flag-no_direction = 指标无优劣方向
plan-flag-no_due = 缺截止日期
plan-flag-due_before_start = 截止日期早于开始日期
plan-flag-no_rep = 未指明销售员
plan-flag-unknown_rep = 销售员不存在
plan-flag-no_owner = 缺负责人
plan-flag-status_disagrees = 填报状态与数据不符
plan-flag-within_noise = 差距可能属偶然波动

## 团队校准表

section-teams = 团队等级校准
teams-lead = 每个团队一页，供等级校准会使用。圆点为得分，横条为其95%区间，各页刻度一致。同一等同组内的销售员，与组内最高分的差异均未超出误差范围。
teams-none = 未归属团队
teams-interval = 得分及其95%区间
teams-group = 等同组
teams-moved = 强制分布调整
teams-noise = 在误差范围内
teams-risk = { $period }未达标风险
teams-score = 得分
teams-flagged = 有风险
teams-target = { $period }目标
teams-equals = 差异未超出误差范围：
teams-decisions = 已作出的决定
teams-about = 事项
teams-suggested = 建议值
teams-verdict = 决定
teams-decided = 生效值
teams-by = 决定人
teams-why = 理由
teams-agreed = 会议结论

section-contests = 销售竞赛
contests-lead = 本期的竞赛，以及已公布的下期竞赛。竞赛是否公平，依据开赛前一天已知的情况判断。
contests-verdict = 赛前评估：{ $verdict }
contests-contest = 竞赛
contests-fairness = 赛前公平性
contests-rank = 名次
contests-score = 成绩
contests-so-far = 实际值
contests-base = 上年同期
contests-against = 目标或上年同期
contests-clawed-back = 退货扣回
contests-prize = 奖项
contests-prize-money = 奖金
contests-chance = 夺冠概率
contests-note = 备注
sheet-contests = 销售竞赛

section-cases = 案例分析
sheet-cases = 案例分析
cases-lead = 共提交 { $cases } 个赢单与丢单案例，其中 { $counted } 个由两名及以上评审人评分，只有这些计入。评审人 { $reviewers } 名。
cases-remarks = 提交内容有 { $count } 处问题，详见 attain cases --show doubts。
cases-lessons = 经验教训
cases-lessons-lead = 赢单与丢单的差异只表示相关：评审人可能已知结果。
cases-items = 评审项与一致性
cases-items-lead = 评审人均值、赢单减丢单（附95%区间），以及评审人超出随机水平的一致程度：1 为完全一致，0 为随机水平。
cases-item = 评审项
cases-shows = 说明
cases-weak-reps = 薄弱人员
cases-topics = 改进方向
cases-count = 案例数
cases-mean = 均值
cases-won = 赢单
cases-lost = 丢单
cases-difference = 赢单减丢单
cases-lower = 95%下限
cases-upper = 95%上限
cases-kappa = 加权 Kappa
cases-alpha = Alpha
cases-weak = 薄弱人数
cases-reps = 案例足够的人数
cases-clear = 显著
list-between = ；
decision-object-target = 目标
decision-object-flag = 风险提示
decision-object-grade = 等级
decision-object-bonus = 奖金
decision-object-promotion = 晋升
decision-object-training = 培训
decision-object-performance_plan = 绩效改进计划
decision-status-accepted = 采纳
decision-status-changed = 修改
decision-status-rejected = 否决
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
quality-same = { $count } 列与标准列同名，直接采用。
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
how-preset = 按预设
how-worked_out = 由其他列计算

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
null-missing_rate = 缺成本或汇率
null-not_positive = 非正数
null-missing_balance = 缺余额
null-quota_met = 目标已达成
null-not_comparable = 无法比较
null-on_leave = 休假或离职
null-left_censored = 早于数据
why-no_denominator = 没有可作分母的数
why-immature = 观察期尚未结束
why-below_min_n = 样本少于规定的最小值
why-no_target = 没有有效的目标
why-missing_rate = 缺少成本、价格或汇率
why-not_positive = 结果为零或亏损
why-on_leave = 该周期在休假或已离职
why-missing_balance = 应收余额表没有当日余额
why-quota_met = 目标已达成，无需再覆盖
why-not_comparable = 没有共同评价人，无法与他人比较
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
metric-customer_conc_topn-1 = 最大客户占比
metric-customer_conc_topn-5 = 前五大客户占比
metric-customer_conc_topn-10 = 前十大客户占比
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
feature-in-log-odds = 对数几率 { $value }
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
feature-pipeline_change = 在谈商机数变化
feature-repurchase_rate = 上期客户再次购买率
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
driver-close_rate = 成交率
driver-closed_deals = 有结果的商机数

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
risk-on-leave = 对{ $count }名销售员不作判断，因为该周期超过四分之一的时间休假或已离职：{ $names }。
risk-untried = 概率未能在任何以往样本上检验。
risk-thin = 概率的依据是{ $reps }名销售员的{ $cases }个以往样本，其中{ $misses }个未达标，共{ $origins }个起点：依据较薄弱。
risk-bars-learned = { $reps }名销售员低于{ $source } { $share } 的概率，均依据以往采用同一种标准线的周期学习并检验。
risk-beside-targets = 目标的达成概率仅以预测为据；未达标概率则以{ $what }为据。两者因此可能不一致：达成目标看上去可能比达到更低的标准线还容易。在标准线同为{ $source }的{ $cases }个以往样本上，未达标概率的 Brier 得分为 { $brier }、对数损失为 { $log_loss }，仅用预测为 { $brier_forecast } 和 { $log_loss_forecast }：{ $nearer }。
risk-rests-both = 预测及销售员的其他已知情况
risk-rests-others = 销售员的其他已知情况
risk-rests-past = 按以往实际结果校正后的预测
risk-nearer-here = 前者更接近实际结果
risk-nearer-forecast = 仅用预测更接近实际结果
risk-nearer-neither = 按两项指标衡量，两者不分高下
risk-no-skill-no-flag = 在{ $cases }个以往样本上，这些概率并不比未达标的平均比例说明更多（Brier 技能分 { $skill }）。
risk-features-chosen = 模型使用的特征：{ $features }。在{ $cases }个以往样本上，Brier 得分为 { $brier }，仅用预测为 { $brier_forecast }；AUC 为 { $auc }，仅用预测为 { $auc_forecast }。
risk-features-none = 没有突出的特征；概率已按以往实际结果校准。在{ $cases }个以往样本上，Brier 得分由 { $brier_forecast } 变为 { $brier }。
risk-forecast-left-out = 以往数据表明，预测无助于判断谁会不达标，模型因此不使用预测。
risk-features-off = 缺少 { $table } 表，风险模型不使用：{ $features }。
risk-changed-quotas = 有{ $cases }个以往样本因目标在期间开始后变更而未计入：期末生效的目标在期初尚不可知。
risk-no-skill = 在{ $cases }个以往样本上，这些概率并不比未达标的平均比例说明更多（Brier 技能分 { $skill }）：提示只是留意的理由，不是结论。
risk-forecast-only = 概率仅来自预测，因为{ $why }。
risk-forecast-corrected = 概率仅来自预测，并已按最近几期的实际结果校正，因为{ $why }。
why-model-not-better = 在其上的逻辑回归在以往数据上并未明显更好（Brier { $brier_model } 对 { $brier_forecast }）
why-too-few-cases = { $have ->
    [0] 没有以往样本
   *[other] 以往样本只有{ $have }个
}，需要{ $need }个
why-too-few-events = 较少见的结果{ $have ->
    [0] 从未出现
   *[other] 只出现过{ $have }次
}，需要{ $need }次
why-too-few-origins = 叠加在预测之上的逻辑回归{ $have ->
    [0] 没有可供检验的以往周期
   *[other] 只能在{ $have }个以往周期上检验
}（需要{ $need }个）
why-nothing-varies = 以往样本之间没有差别
why-one-class = 以往只出现过一种结果
risk-bar-expectation = 数据中没有{ $period }的销售目标；标准线取季节性预期的 80%。

## 句子：目标

aim-total = { $period }{ $metric }的建议目标合计 { $total }；每个目标按 { $chance } 的达成概率设定，全体共同达成合计的概率为 { $team_chance }。
aim-total-count = { $period }{ $metric }的建议目标合计 { $total }；每个目标按 { $chance } 的达成概率设定，全体共同达成合计的概率为 { $team_chance }。
aim-total-held = { $period }{ $metric }的建议目标合计 { $total }；目标按 { $chance } 的达成概率设定，但{ $of }个目标中有{ $held }个因下限、上限或取整而不同，概率从 { $lowest } 到 { $highest }。全体共同达成合计的概率为 { $team_chance }。
aim-goal = { $period }{ $metric }总目标 { $goal }，相当于每名销售员的达成概率为 { $chance }。
aim-goal-held = { $period }{ $metric }总目标 { $goal } 使销售员的共同达成概率为 { $chance }；有{ $held }个目标因下限、上限或取整而不同。
aim-none = 未建议{ $period }{ $metric }目标：缺乏依据。
aim-sum-level = 仅按各人的分布，全体{ $metric }合计应为 { $plain }；{ $expected } 是其 { $level }，因为以往合计的实际水平如此（已向 100% 收缩）。
aim-counts-all = { $metric }全体共同达成的概率按有预测的全部 { $all } 名销售员计算，其中 { $without } 名没有目标。
aim-goal-beyond = { $period }{ $metric }总目标 { $goal } 中，已分配 { $total }，共同达成概率为 { $chance }，即政策允许的最低概率；另有 { $amount } 无法分配给任何销售员。
aim-expected = 全体预期共同完成{ $metric } { $expected }，高于与低于此数的可能各半。
aim-expected-goal = 全体预期共同完成{ $metric } { $expected }，高于与低于此数的可能各半；达成总目标的概率为 { $chance }。
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
limit-driver-stays = 此处未说明{ $driver }：该项需要逐个客户的历史，而客户历史保留在集群上（共{ $rows }行，超过 [engine] customers_stay_above = { $boundary }）。
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
target-smart = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，{ $baseline_period }为 { $baseline }（按 { $definition } 计量，数据截至{ $as_of }）。{ $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-smart-count = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，{ $baseline_period }为 { $baseline }（按 { $definition } 计量，数据截至{ $as_of }）。{ $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-smart-no-baseline = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，没有以往周期可比（按 { $definition } 计量，数据截至{ $as_of }）。{ $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-smart-count-no-baseline = { $name }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }，没有以往周期可比（按 { $definition } 计量，数据截至{ $as_of }）。{ $reach }{ $leave }{ $bound }{ $decided }{ $weight }{ $when }
target-reach = 达成概率 { $chance }{ $interval }；{ $past }。
target-interval = ，结果有 80% 的可能在 { $lower } 至 { $upper } 之间
target-past = 以往声明概率为 { $stated } 的目标，在{ $n }个样本中有 { $realised } 达成
target-past-none = 这样的概率无法在以往数据上检验
target-away = { $of } 个工作日中有 { $away } 个休假或已离职，目标针对其余工作日。
target-bound-floor = 目标由政策下限 { $bound_amount } 决定：仅按预测应为 { $alone }。
target-bound-cap = 目标由政策上限 { $bound_amount } 决定：仅按预测应为 { $alone }。
target-decided = 已由人决定为 { $decided_amount }；此处所述为建议值。
target-weight = 占全体合计 { $total } 的 { $share }{ $moves }。
target-move-none = ，且不高于基期，无须任何改变
target-move-1 = ；要从基期达到目标，其余不变，需要{ $driver_1 }
target-move-2 = ；要从基期达到目标，其余不变，需要{ $driver_1 }，或{ $driver_2 }
target-driver-active_customers = 活跃客户数从 { $customers_from } 增至 { $customers_to }
target-driver-orders_per_customer = 客均订单数从 { $orders_from } 增至 { $orders_to }
target-driver-avg_order = 笔单价从 { $order_from } 增至 { $order_to }
target-driver-new_customers = 新客户数从 { $new_from } 增至 { $new_to }
target-driver-gross_margin = 毛利率从 { $margin_from } 增至 { $margin_to }
target-driver-close_rate = 成交率从 { $close_rate_from } 增至 { $close_rate_to }
target-driver-closed_deals = 有结果的商机数从 { $deals_from } 增至 { $deals_to }
target-when-1 = 检查点：{ $month_1 }底 { $step_1 }。
target-when-2 = 检查点：{ $month_1 }底 { $step_1 }，{ $month_2 }底 { $step_2 }。
target-when-3 = 检查点：{ $month_1 }底 { $step_1 }，{ $month_2 }底 { $step_2 }，{ $month_3 }底 { $step_3 }。
target-refused-nothing = 未给{ $name }建议{ $metric }目标：按所要求的概率，结果为零或亏损。
target-refused-on-leave = 未给{ $name }建议{ $metric }目标：整个周期都在休假或已离职。
target-refused = 不为{ $name }建议{ $metric }目标：历史不足以支持。
doubt-group-ramp = 依据可比销售员和以往新人的起步情况，并计入其自身仅有的若干期。
doubt-short-history = 自身历史只有{ $n }个周期。
doubt-interval-unsupported = 以往误差只有{ $n }个，不足以支持该区间。
doubt-no-own-history = 没有自身历史。
doubt-giant-left-out = { $period } 的数值是其余各期中最大值的 { $times } 倍，预测已将其排除；请核对。
doubt-giant-last = 最近一期 { $period } 的数值是其余各期中最大值的 { $times } 倍，在可能属于偶然期间预测将其排除；如果是新的水平，下一期即可看出。
doubt-peer-drawn-in = 对照的销售员中有一名的数值超过其他任何人的十倍，按第二大的计。
doubt-beyond-peers = 最初的某一期超过他人同期的十倍，按十倍计；请核对。
doubt-fallen-last = 最近一期 { $period } 只有此前{ $n }期中最小值的 { $percent }%，可能属于偶然，也可能是新的水平；预测仍主要依据此前的水平，下一期即可看出。
doubt-risen-last = 最近一期 { $period } 是此前{ $n }期中最大值的 { $times } 倍，可能属于偶然，也可能是新的水平；预测仍主要依据此前的水平，下一期即可看出。
doubt-silent = 一直有稳定业绩，而最近{ $n }期为零：休假还是已离职？预测把这些零当作业绩。
doubt-away-left-out = 有 { $n } 期处于休假（最后一期为 { $last }），预测已将其排除。
doubt-away = 整个周期都在休假或已离职：不作预期。
doubt-away-part = { $of } 个工作日中有 { $away } 个休假或已离职：预期只针对其余工作日。
doubt-near-constant = 历史几乎不变，区间可能过窄。
doubt-imputed-feature = 有缺失值已作填补：{ $feature }。
doubt-stretch-over-cap = 挑战值高于政策上限 { $amount }，目标不得超过该上限。
doubt-clipped-floor = 政策下限抬高了目标。
doubt-clipped-cap = 政策上限压低了目标。

## 句子：个人页

abstain-no-forecast = 没有可依据的预测。
abstain-on-leave = 该周期超过四分之一的时间休假或已离职：未达标也说明不了什么。
abstain-bar-not-positive = 标准线为零或更低，无从判断是否未达标。
odd-giant = { $name }：{ $period } 的{ $metric }是其余各期中最大值的 { $times } 倍。预测、下限和标准线已将其排除；请核对。
odd-giant-last = { $name }：最近一期 { $period } 的{ $metric }是其余各期中最大值的 { $times } 倍。在可能属于偶然期间，预测、下限和标准线将其排除；如果是新的水平，下一期即可看出。
odd-giant-of-others = { $name }：{ $period } 的数值是其余各期中最大值的 { $times } 倍。销售员的季节预期已将其排除；请核对。
odd-beyond-peers = { $name }：最初某一期的{ $metric }超过他人同期的十倍，按十倍计；请核对。
odd-peer-drawn-in = 新人所对照的销售员中，有一名的{ $metric }超过其他任何人的十倍，按第二大的计。
odd-fallen-last = { $name }：最近一期 { $period } 的{ $metric }只有此前{ $n }期中最小值的 { $percent }%，可能属于偶然，也可能是新的水平：预测、目标和风险仍主要依据此前的水平，下一期即可看出。
odd-risen-last = { $name }：最近一期 { $period } 的{ $metric }是此前{ $n }期中最大值的 { $times } 倍，可能属于偶然，也可能是新的水平：预测、目标和风险仍主要依据此前的水平，下一期即可看出。
odd-silent = { $name }的{ $metric }一直稳定，但截至 { $last } 的最近{ $n }期为零：休假还是已离职？预测和目标把这些零当作业绩，目标不设下限。已离职者请在销售员表中填写 leave_date；休假者请在 rep_assignments 中增加一行，reason 为 leave，填写 valid_from 和 valid_to：休假的各期随即不再作为依据。
odd-away-left-out = { $count }名销售员（{ $names }）过去有些周期休假超过四分之一的工作日：{ $metric }不以这些周期为依据。
odd-away-sold = { $count }名销售员（{ $names }）在休假的周期里仍有超过一半的通常{ $metric }：rep_assignments 中的日期是否正确？这些周期仍被排除。
odd-away = { $count }名销售员（{ $names }）在 { $period } 整期休假：不作预测，也不建议目标。
odd-away-part = { $count }名销售员（{ $names }）在 { $period } 部分时间休假：{ $metric }的预期只针对工作的日子。
odd-gone = { $count }名销售员（{ $names }）在 { $period } 开始前已离职：不作预测，也不建议目标。
odd-gone-part = { $count }名销售员（{ $names }）在 { $period } 期间离职：{ $metric }的预期只针对离职前的工作日。
odd-away-open = { $count }名销售员（{ $names }）的休假在 rep_assignments 中没有结束日，因此今后各期都算休假。请填写 valid_to，或增加一行 reason 为 return；已离职者请在销售员表中填写 leave_date。
odd-more = 另有{ $count }名销售员存在上述某种异常。
abstain-history = 历史有{ $have }个周期，需要{ $need }个。
strength-driver = { $metric }为 { $value }，优于{ $n }名可比销售员的 { $peers }。
weakness-driver = { $metric }为 { $value }，逊于{ $n }名可比销售员的 { $peers }。
weakness-driver-noise = { $metric }为 { $value }，逊于{ $n }名可比销售员的 { $peers }，但可能出于偶然。
no-strengths = 与可比销售员相比，没有突出之处。
no-weaknesses = 与可比销售员相比，没有落后之处。
not-compared = 未作比较：没有可用的驱动指标值，或可比销售员数值全都相同。
not-compared-newcomer = 未作比较：本期内入职。
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
quality-currency-without-rate-orders = 有{ $count }天存在{ $currencies }订单但没有汇率，最早为{ $day }：在 fx_rates 补齐之前，金额类指标无法计算。
quality-paid-over-invoice = { $count }张发票的收款超过其金额，例如{ $examples }。
quality-paid-before-invoice = { $count }张发票在开票日之前已收款，且并非预收款，例如{ $examples }。
quality-score-outside-scale = { $table }：{ $count }个评分超出量表范围，例如{ $examples }。
quality-objective-weights = { $count }个销售员期间的目标权重之和既非 100 也非 1：{ $examples }。
quality-owner-overlap = 有{ $count }次客户在同一天有两名负责人：{ $examples }。
quality-quota-not-used = { $count }条销售目标已载入但未使用，因为只采用销售员的目标。目标对象类型：{ $types }。
quality-quota-overlap = { $count }名销售员的销售目标月份重叠：不相加，以覆盖月份最多的一组为准。
quality-quota-partial = { $count }名销售员的销售目标只覆盖{ $period }的一部分：达成率只对比有目标的月份，评分和风险不采用这些目标。
quality-quota-mid-period = { $count }名销售员的目标在{ $period }开始之后被修改：以期末生效的版本为准。
quality-quota-late-version = { $count }名销售员有在期间结束之后才生效的目标版本，不予计入：已结束的期间以期末生效的版本考核。
quality-quota-rewritten = { $count }行以原版本号改写了已生效的目标：{ $examples }。
quality-quota-after-close = { $count }行改变了已结束期间的目标：{ $examples }。
quality-decision-rewritten = { $count }行改写了已记录的决定：{ $examples }。
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
quality-of-company = 以下疑点针对全公司数据，本团队的数字同样以其为依据；具体行见全公司的业绩回顾。
quality-rows-of-company = 全公司业绩回顾中所列各项
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

## The workbook

sheet-summary = 摘要
sheet-kpi = 关键指标
sheet-kpi-by-period = 指标走势
sheet-bridge = 销售额变动
sheet-attainment = 目标达成
sheet-cohorts = 客户留存
sheet-repeat = 复购
sheet-forecast = 预测
sheet-targets = 目标测算
sheet-risk = 风险预警
sheet-scorecards = 绩效评分
sheet-quality = 数据质量
sheet-definitions = 指标定义
sheet-kpi-data = 指标明细
sheet-forecast-data = 预测明细
sheet-workings = 测算过程
sheet-distribution = 预测分布
workbook-bridge-after = 该步之后
workbook-bridge-check = 末行由公式得出，为首行与各步之和。
workbook-cut = 工作表只容得下 { $of } 行中的前 { $rows } 行；全部数据见 tables/ 目录下的文件。
workbook-immature = 灰色空格：该期间尚未结束，暂无数值，并不等于零。
workbook-chance = 目标达成概率
workbook-chance-help = 可修改此单元格、下方各指标的概率或总目标，以及表中每位销售员的自定目标；其余数字随之更新，结果与 attain targets 一致。黄色单元格可以修改。
workbook-chance-title = 概率无效
workbook-chance-range = 请输入 1% 至 99% 之间的概率。
workbook-choose = 指标与销售员
workbook-choose-help = 在此单元格的下拉列表中选择，图表随之更新。
workbook-place = 在明细表中的行号
workbook-fan = 历史数值、预测值及其 50% 与 80% 区间
workbook-scores-help = 权重可以修改，总分随之更新。没有得分的指标，其权重按比例分摊给其余指标。等级为本次评估的结果，不随权重变化。
workbook-workings = 由概率推算目标、再由目标反推概率，每列一步；金额以货币的最小单位计，计数指标以个数计。
workbook-distribution = 各目标所依据的历史预测误差，以及模拟期间内团队合计达到的数额。
workbook-team = 全部有预测的销售员
workbook-reached = 达到的数额（升序）
unitname-money = 金额
unitname-count = 个数
unitname-units = 件数
unitname-share = 比率
unitname-days = 天数
unitname-number = 无单位数值
col-absent = 无数值的原因
col-amount-minor = 折合最小单位
col-bar-source = 标准来源
col-below = 低于该分值的个数
col-bounded-minor = 上下限之内
col-cap-minor = 上限（最小单位）
col-centre = 点预测
col-choice = 指标与销售员
col-correlation = 相关系数
col-currency = 币种
col-denominator = 分母
col-floor-minor = 下限（最小单位）
col-followed = 测算目标
col-gap = 合计减总目标
col-goal = 总目标
col-goal-chance = 总目标达成概率
col-grade = 等级
col-in-force = 采用的目标
col-least = 最低值
col-level = 层级
col-level-at = 分位水平
col-lower-50 = 50% 下限
col-lower-80 = 80% 下限
col-lower-95 = 95% 下限
col-lowest = 可能的最小值
col-nearest-minor = 最接近的整数额
col-next-band = 距上一等级分数
col-numerator = 分子
col-of = 基数
col-on-baseline = 较基数增幅
col-own-target = 自定目标
col-position = 位置
col-remark = 说明
col-rep-id = 销售员编号
col-reps = 人数
col-rounded-minor = 取整结果
col-sample = 样本
col-scale = 误差尺度
col-score-at = 对应分值
col-score-least = 最低分位的分值
col-scores = 误差分值（升序）
col-source = 来源
col-stands = 目标的分值
col-sum = 目标合计
col-sum-change = 较建议的变化
col-sum-proposed = 建议合计
col-tail = 尾部步长
col-team-chance = 团队达成概率
col-unit = 单位
col-upper-50 = 50% 上限
col-upper-80 = 80% 上限
col-upper-95 = 95% 上限
col-value-at = 对应数值
## 评分卡

scorecard-ties = { $count } 个得分分为 { $groups } 个并列组：同组各人与组内最高分之差均在误差范围内（95 %）；标准误取自比率的抽样区间和历史各期的波动。
scorecard-no-errors = { $count } 个得分没有标准误（历史期数太少），因此无法判断谁与谁并列。
scorecard-thin = { $count } 张评分卡能评分的权重低于 [scorecard] min_coverage 的要求。
scorecard-rating-parts = { $cycle } 的评价分成 { $parts } 个部分，相互之间没有共同评价人，最大部分以外有 { $count } 人。各部分之间无法区分是评价人偏严还是被评人偏弱，因此各部分保留自身的评分水平，由此产生的不确定性计入标准误。attain rate --cycle { $cycle } 会列出补上哪些评价即可联系起来。
scorecard-forced = 强制分布共评定 { $count } 人：相对分档标准上调 { $up } 人、下调 { $down } 人，其中 { $noise } 人的差距在误差范围内。
scorecard-moved = { $rep } 由 { $from } 调为 { $to }，与分界线另一侧最近的得分相差 { $gap } 分。
scorecard-moved-noise = { $rep } 由 { $from } 调为 { $to }，与分界线另一侧最近的得分仅差 { $gap } 分，在误差范围内。
scorecard-not-measured = { $id } 对所有人都未评分：{ $reason }。
scorecard-stays-on-cluster = { $id } 对所有人都未评分：该指标需要逐个客户的历史，而客户历史保留在集群上（共{ $rows }行，超过 [engine] customers_stay_above = { $boundary }）。
scorecard-several-forms = { $id } 未评分：它代表多个指标，请从 { $forms } 中选定一个设置权重。
scorecard-no-ratings = 评价设有权重但未计分：{ $reason }。
scorecard-no-cycle = 评价设有权重但未计分：{ $period }没有可计入的评价周期（[ratings] counts_for_months）。
ratings-refused = 存储中有评价，但无法评定：{ $reason }。
ratings-without-instruments = 存储中有评价，但无法评定：缺少量表（表 `instruments`）。请先导入：attain ingest 文件 --table instruments。
scorecard-no-objectives = 目标（MBO）设有权重但未能评分：{ $reason }。
scorecard-objective-period = “{ $subject }”不是期间：略去 { $count } 项目标（{ $examples }）。
scorecard-objective-rep = 没有销售员 { $subject }：略去 { $count } 项目标（{ $examples }）。
scorecard-objective-metric = 没有指标 { $subject }（相近的有 { $near }）：{ $count } 项目标改按填报的完成值计算（{ $examples }）。
scorecard-not-agreed = { $count } 项目标未经双方确认，不能评分（{ $examples }）。
scorecard-no-weight = { $count } 项目标没有权重而同期其他目标有，不能评分（{ $examples }）。
scorecard-not-finite = { $count } 行的值不是数字（{ $examples }）。
scorecard-objective-target = { $count } 项目标的目标值为零或负数，无从计算达成率（{ $examples }）。
scorecard-target = { $subject } 对 { $count } 人的目标值为零或负数，未评分（{ $examples }）。
scorecard-weights-sum = { $count } 项目标所属人员的权重合计不是 100，按占合计的比例折算（{ $examples }）。
scorecard-agreed-late = { $count } 项目标在期间结束后才得到确认（{ $examples }）。
scorecard-column-rep = 销售员
scorecard-column-period = 期间
scorecard-column-group = 类别
scorecard-column-metric = 指标
scorecard-column-weight = 权重
scorecard-column-value = 实际值
scorecard-column-target = 目标值
scorecard-column-score = 得分
scorecard-column-note = 备注
scorecard-group-kpi = KPI
scorecard-group-mbo = 目标管理
scorecard-group-ratings = 360度
scorecard-group-bars = 行为锚定
scorecard-group-financial = 财务
scorecard-group-customer = 客户
scorecard-group-internal_process = 内部流程
scorecard-group-learning_and_growth = 学习与成长
scorecard-group-total = 合计
scorecard-source-quota = 目标：下达目标
scorecard-source-fixed = 目标：固定值
scorecard-source-year_before = 目标：上年同期
scorecard-source-objective = 目标：双方约定
scorecard-missing-not_measured = 未计量
scorecard-missing-not_finite = 不是数字
scorecard-missing-not_agreed = 未经双方确认
scorecard-missing-no_weight = 没有权重
scorecard-missing-no_denominator = 无基数
scorecard-missing-immature = 未到期
scorecard-missing-below_min_n = 样本太少
scorecard-missing-no_target = 无目标
scorecard-missing-missing_rate = 缺少价格或成本
scorecard-missing-left_censored = 早于数据起点
scorecard-missing-not_positive = 非正数
scorecard-missing-missing_balance = 缺少余额
scorecard-missing-quota_met = 目标已完成
scorecard-flag-stated_otherwise = 与填报值不符
scorecard-flag-by_statement = 按填报值
scorecard-flag-no_progress = 未填报
scorecard-flag-not_agreed = 双方均未确认
scorecard-flag-not_agreed_by_rep = 缺销售员本人确认
scorecard-flag-not_agreed_by_manager = 缺上级确认
scorecard-flag-agreed_late = 事后确认
scorecard-flag-weights_sum = 权重合计不是 100
scorecard-flag-equal_weights = 未设权重，等权计算
scorecard-flag-running = 期间未结束
scorecard-flag-several_parts = 评价人与其他部分无交集
scorecard-note-up = 因强制分布由 { $band } 上调
scorecard-note-down = 因强制分布由 { $band } 下调
scorecard-note-next = 距 { $band } 差 { $points } 分
scorecard-note-next-noise = 距 { $band } 差 { $points } 分（在误差范围内）
scorecard-note-error = 标准误 { $points }
scorecard-note-equal = 第 { $group } 并列组，与 { $count } 人无显著差异
scorecard-note-thin = 仅 { $share } 的权重可评分
scorecard-heading-rising = 上升
scorecard-heading-falling = 下降
scorecard-heading-level = 持平
source-fixed = 固定目标
source-objective = 约定目标
source-band = 目标区间
metric-score_card = 综合得分
    .inline = 综合得分
metric-mbo = 目标管理得分
    .inline = 目标管理得分
metric-bsc = 平衡计分卡
    .inline = 平衡计分卡
# 建议的依据。
decision-evidence-target = 达成概率{ $chance }；{ $period }为{ $baseline }。
decision-evidence-no-target = 无法给出目标：历史太短，或没有正值可依。
decision-evidence-flag = 低于底线的概率为{ $chance }。
decision-evidence-grade = 得分{ $score }（满分100），已衡量权重的{ $coverage }。
decision-evidence-grade-thin = 得分{ $score }（满分100），但只衡量了权重的{ $coverage }。
decision-evidence-grade-parts = 得分{ $score }（满分100），已衡量权重的{ $coverage }。评价人与其他部分无交集，评价得分保留其自身的评分水平。
decision-evidence-grades = 等级：{ $grades }{ $decided ->
    [0] { "" }
   *[other] （其中{ $decided }个经人工确认或调整）
}。
decision-evidence-grades-trend = 等级：{ $grades }{ $decided ->
    [0] { "" }
   *[other] （其中{ $decided }个经人工确认或调整）
}；得分变动{ $moved }分，{ $trend }。
decision-evidence-grades-tenure = 等级：{ $grades }{ $decided ->
    [0] { "" }
   *[other] （其中{ $decided }个经人工确认或调整）
}；司龄{ $months }个月。
decision-evidence-grades-trend-tenure = 等级：{ $grades }{ $decided ->
    [0] { "" }
   *[other] （其中{ $decided }个经人工确认或调整）
}；得分变动{ $moved }分，{ $trend }；司龄{ $months }个月。
decision-trend-up = 上升
decision-trend-flat = 持平
decision-trend-down = 下降
## 目标审计

audit-column-test = 问题
audit-column-subject = 对象
audit-column-verdict = 结论
audit-column-evidence = 说明
audit-test-fairness-chance = 达成概率是否公平
audit-test-fairness-attainment = 以往是否公平
audit-test-fairness-hit-rate = 达成率是否一致
audit-test-hit-rate = 以往达成率
audit-test-ratchet-surplus = 超额之后
audit-test-ratchet-shortfall = 未达之后
audit-test-ratchet-difference = 是否鞭打快牛
audit-test-uniform-uplift = 是否统一加成
audit-test-one-amount = 是否一刀切
audit-test-round-numbers = 是否取整数
audit-test-chance = 是否可达
audit-test-team-chance = 团队合计
audit-subject-all = 全体
audit-subject-size = 业务规模
audit-subject-tenure = 司龄
audit-subject-last-result = 上期业绩
audit-subject-team = 团队
audit-subject-region = 区域
audit-subject-year-before = 上年同期
audit-subject-last-period = 上期
audit-subject-last-target = 上期目标
audit-verdict-biased = 有偏
audit-verdict-no-bias-found = 未发现偏差
audit-verdict-ratchet = 鞭打快牛
audit-verdict-no-ratchet-found = 未发现
audit-verdict-habit = 凭习惯设定
audit-verdict-no-habit-found = 未发现
audit-verdict-too-hard = 过高
audit-verdict-too-easy = 过低
audit-verdict-within-bounds = 合理区间内
audit-verdict-stated = –
audit-verdict-abstained = 不作判断
audit-trait-size = 业务规模
audit-trait-tenure = 司龄
audit-trait-last-result = 上期业绩
audit-high-size = 业务规模较大
audit-low-size = 业务规模较小
audit-high-tenure = 司龄较长
audit-low-tenure = 司龄较短
audit-high-last-result = 上期业绩较好
audit-low-last-result = 上期业绩较差
audit-by-team = 团队
audit-by-region = 区域
audit-base-year-before = 上年同期实绩
audit-base-last-period = 上期实绩
audit-base-last-target = 上期目标
audit-too-few = 不作判断：仅有 { $have } 个，至少需要 { $need } 个。
audit-too-small = 不作判断：低于 { $least } 的目标所含取整单位太少，看不出习惯。{ $of } 个目标中有 { $larger } 个不低于此数，至少需要 { $need } 个。
audit-no-forecast = 不作判断：没有可据以给出概率的预测。
audit-alike-forecasts = 各目标与各自预测的比例相同：目标的相似来自预测，看不出习惯性定法。
audit-nothing-varies = 各人在这一点上没有差别，无从比较（{ $n } 个样本）。
audit-trait-found = { $whom }的销售员目标偏难：平均达成概率为 { $hard }，另一半为 { $easy }。{ $trait }与目标低于“人人概率相同的金额”之幅度的秩相关系数为 { $estimate }（{ $lower } 至 { $upper }），q 值 { $q }，共 { $n } 个目标。
audit-trait-none = 未发现目标因{ $trait }而有偏：与目标低于“人人概率相同的金额”之幅度的秩相关系数为 { $estimate }（{ $lower } 至 { $upper }），共 { $n } 个目标；较高的一半平均概率为 { $upper_mean }，较低的一半为 { $lower_mean }。
audit-past-found = 以往{ $whom }的销售员完成率偏低：平均 { $hard }，另一半为 { $easy }。完成率与{ $trait }的秩相关系数为 { $estimate }（{ $lower } 至 { $upper }），q 值 { $q }，共 { $n } 个人次。
audit-past-none = 以往未发现因{ $trait }而有偏：与完成率的秩相关系数为 { $estimate }（{ $lower } 至 { $upper }），共 { $n } 个人次。
audit-groups-found = 各{ $by }之间达成概率不同：{ $lowest }平均 { $lowest_mean }，{ $highest }平均 { $highest_mean }；q 值 { $q }，共 { $n } 个目标。
audit-groups-none = 各{ $by }之间未发现偏差：平均概率从 { $lowest_mean }（{ $lowest }）到 { $highest_mean }（{ $highest }），共 { $n } 个目标。
audit-hits-found = 以往各{ $by }的达成率不同：{ $lowest }为 { $lowest_mean }，{ $highest }为 { $highest_mean }；q 值 { $q }，共 { $n } 个人次。
audit-hits-none = 以往各{ $by }之间未发现差异：达成率从 { $lowest_mean }（{ $lowest }）到 { $highest_mean }（{ $highest }），共 { $n } 个人次。
audit-hit-rate = 以往 { $n } 个目标中有 { $reached } 个达成，涉及 { $periods } 个期间：{ $rate }（{ $from } 至 { $to }）。
audit-hit-rate-hard = 以往 { $n } 个目标中有 { $reached } 个达成，涉及 { $periods } 个期间：{ $rate }（{ $from } 至 { $to }），q 值 { $q }。总体上目标过高，难以达成。
audit-hit-rate-easy = 以往 { $n } 个目标中有 { $reached } 个达成，涉及 { $periods } 个期间：{ $rate }（{ $from } 至 { $to }），q 值 { $q }。总体上目标过低，几乎没有要求。
audit-ratchet-surplus = 每超额 1 个百分点，下期目标上调 { $estimate } 个百分点（{ $lower } 至 { $upper }），共 { $reps } 人 { $n } 次调整。
audit-ratchet-shortfall = 每短缺 1 个百分点，下期目标下调 { $estimate } 个百分点（{ $lower } 至 { $upper }），共 { $reps } 人 { $n } 次调整。
audit-ratchet-found = 存在“鞭打快牛”：超额之后目标的上调幅度大于未达之后的下调幅度，斜率相差 { $estimate }（{ $lower } 至 { $upper }），q 值 { $q }，共 { $reps } 人 { $n } 次调整。
audit-ratchet-none = 未发现“鞭打快牛”：超额与未达之后的斜率相差 { $estimate }（{ $lower } 至 { $upper }），共 { $reps } 人 { $n } 次调整。
audit-uplift-found = { $n } 个目标中有 { $alike } 个都是在{ $base }上统一 { $uplift }，而非依据各人的预期设定。
audit-uplift-none = 未在{ $base }上统一加成：{ $n } 个目标中至多 { $alike } 个变动幅度相同。
audit-one-amount-found = { $n } 个目标中有 { $alike } 个金额完全相同。
audit-one-amount-none = 各目标不同：{ $n } 个目标中至多 { $alike } 个相同。
audit-round-found = { $n } 个目标中有 { $alike } 个是至多两位有效数字的整数，q 值 { $q }：多半凭感觉而非测算。
audit-round-none = { $n } 个目标中有 { $alike } 个是至多两位有效数字的整数，q 值 { $q }。
audit-chance-hard = 目标 { $target } 的达成概率仅为 { $chance }；预测中位数为 { $median }。
audit-chance-easy = 目标 { $target } 的达成概率高达 { $chance }；预测中位数为 { $median }。
audit-chance-within = 目标 { $target } 的达成概率为 { $chance }；预测中位数为 { $median }。
audit-team-chance = { $n } 名销售员合计达成 { $total } 的概率为 { $chance }，销售员之间的相关系数为 { $correlation }。
audit-team-chance-moved = { $n } 名销售员合计达成 { $total } 的概率为 { $chance }，销售员之间的相关系数为 { $correlation }；合计按各人预期之和的 { $level } 计算，即以往合计的实际水平（已向 100% 收缩）。
audit-found = 注意：{ $period }{ $metric }目标（{ $targets } 个）共 { $tests } 项检查，{ $found ->
    [0] 未发现问题
   *[other] 发现 { $found } 项问题
}；所报偏差中预计误报不超过 { $rate }。
audit-proposed = 注意：数据中没有 { $period } 的配额，因此审计的是建议目标；如需审计其他目标，请用 --targets FILE
audit-not-judged = 注意：以下人员不属于在岗考核销售员，未纳入：{ $names }
audit-without-target = 注意：以下人员没有目标：{ $names }

## 情景推演

whatif-company = 公司
whatif-plan = 原计划
whatif-column-whom = 对象
whatif-column-scenario = 情景
whatif-column-target = 目标合计
whatif-column-chance = 达成概率
whatif-column-expected = 预期
whatif-column-interval = 80% 区间
whatif-column-gap = 距总目标缺口
whatif-column-goal-chance = 总目标达成概率
whatif-column-difference = 预期较首个情景
whatif-note = 注意：期间为 { $period }；达成概率指共同达成目标合计的概率；预期值高低可能各半，因此各团队预期值不可相加；各销售员明细见 --format csv
whatif-nobody = 注意：{ $scenario }：无人留任，因此没有目标，也没有预期值{ $kept ->
    [0] {""}
   *[other] ；也无人接手保留的业务，业务全部流失
}
whatif-no-target = 注意：{ $scenario }：{ $whom }没有目标：{ $count } 名销售员均无法设定目标（原因见 --format csv 的 null_reason）
whatif-unallocated = 注意：{ $scenario }：总目标中有 { $amount } 在政策规定的最低概率下无法分配给任何销售员
audit-within = 注意：有 { $within } 个目标的达成概率在 { $hard } 至 { $easy } 的合理区间内，此处从略；明细见 --format csv

## 团队与公司目标

market-kept = { $metric }的预测采用市场指数：{ $grain ->
    [month] { $lag ->
        [0] 业绩在同月随指数变动
       *[other] 业绩滞后指数{ $lag }个月变动
    }
    [quarter] { $lag ->
        [0] 业绩在同季度随指数变动
       *[other] 业绩滞后指数{ $lag }个季度变动
    }
   *[year] { $lag ->
        [0] 业绩在同年随指数变动
       *[other] 业绩滞后指数{ $lag }年变动
    }
}，指数上升 10% 时业绩变动 { $tenth }（弹性 { $elasticity }，标准误 { $error }）。在{ $origins }个以往期间（{ $n }次预测）上，采用指数的预测误差为销售员通常业绩的 { $outside }，不采用为 { $plain }，差异超过一个标准误。
market-dropped = { $metric }的预测未采用市场指数：看起来{ $grain ->
    [month] { $lag ->
        [0] 业绩在同月随指数变动
       *[other] 业绩滞后指数{ $lag }个月变动
    }
    [quarter] { $lag ->
        [0] 业绩在同季度随指数变动
       *[other] 业绩滞后指数{ $lag }个季度变动
    }
   *[year] { $lag ->
        [0] 业绩在同年随指数变动
       *[other] 业绩滞后指数{ $lag }年变动
    }
}，指数上升 10% 时业绩变动 { $tenth }（弹性 { $elasticity }，标准误 { $error }），但在{ $origins }个以往期间（{ $n }次预测）上，采用指数的预测误差为销售员通常业绩的 { $outside }，不采用为 { $plain }；至少四个期间上的改进未超过一个标准误。
market-nothing = { $metric }的预测未采用市场指数：{ $grain ->
    [year] 无论同年还是滞后一年
    [month] 从同月到滞后一年
   *[other] 从同季度到滞后一年
}，指数的变动都不能预示业绩的变动。
market-gap = { $metric }的预测未使用市场指数：{ $period }没有完整的指数值。
market-not-positive = { $metric }的预测未使用市场指数：{ $period }的指数值为零或负数。
market-ends = { $metric }的预测未使用市场指数：指数止于{ $period }，早于最近一个完整期间。
market-elsewhere = { $metric }的预测未使用市场指数：历史期间内没有指数值。
market-not-everywhere = { $metric }的预测未使用市场指数：指数只涉及部分大区，未覆盖全部销售员，也没有全国指数（区域留空）。
forecast-sum-of-quarters = { $metric }：完整年份不足八年，年度预测为各季度预测之和，区间依据这类合计的误差；同样远的以往合计不足四个，或彼此没有互不重叠者时，不给出区间。
forecast-behind-naive = { $metric }：在{ $origins }个以往期间（{ $n }个预测）中，此类预测的（对称）误差为 { $own }，直接沿用上期数值为 { $naive }：请更多参考最近的数值。attain backtest 可查看所有方法。
forecast-past-narrow = { $metric }：以往 { $level } 的区间在{ $origins }个期间的{ $n }个数值中只包含了 { $held }，明显偏少：请将其视为过窄。
forecast-few-years = { $metric }：年度值不能由季度相加得出，按年度本身预测；只有两三年时取其平均与最近一年的中间值。区间需要四次同样远的以往预测。
forecast-behind = { $metric }的数值止于{ $last }，比最近一个完整期间早{ $n }个期间（例如尚未成熟）；预测跨过这些期间。
forecast-gaps = { $metric }：销售员历史共{ $of }个数值，其中{ $n }个缺失，例如当期没有可供计算的个案。缺失处以该销售员此前数值的均值、并向同期其他人的水平收缩后代替；代替值不用于检验预测，区间只依据实际出现的数值。
target-alone-higher = { $name }应在{ $period }（{ $first }至{ $last }）使{ $metric }不低于 { $target }，此前{ $baseline_period }为 { $baseline }。达成概率为 { $chance }。数据截至{ $as_of }。
target-alone-higher-no-baseline = { $name }应在{ $period }（{ $first }至{ $last }）使{ $metric }不低于 { $target }；没有更早的期间可比。达成概率为 { $chance }。数据截至{ $as_of }。
target-alone-lower = { $name }应在{ $period }（{ $first }至{ $last }）使{ $metric }不高于 { $target }，此前{ $baseline_period }为 { $baseline }。保持在此之内的概率为 { $chance }。数据截至{ $as_of }。
target-alone-lower-no-baseline = { $name }应在{ $period }（{ $first }至{ $last }）使{ $metric }不高于 { $target }；没有更早的期间可比。保持在此之内的概率为 { $chance }。数据截至{ $as_of }。
target-alone-nothing = { $name }在{ $period }不建议设{ $metric }目标：按所选概率，目标形同虚设。
target-alone-evidence = { $metric }：过去{ $origins }个期间中，同样按 { $chance } 的概率给出的{ $n }个数值有 { $share } 达成（95% 区间 { $lower } 至 { $upper }）。此类目标只针对单个销售员，没有合计。
target-alone-evidence-bare = { $metric }：过去{ $origins }个期间中，同样按 { $chance } 的概率给出的{ $n }个数值有 { $share } 达成。此类目标只针对单个销售员，没有合计。
forecast-levels-reconciled = 各层级预测已按以往误差加权调和（树上的加权最小二乘），逐级合计分毫不差；已在{ $origins }个以往期间上检验。
forecast-levels-bottom-up = 团队、大区和公司的预测为销售员预测之和：在{ $origins }个以往期间上，各层级加权调和并不更准。
forecast-levels-untried = 团队、大区和公司的预测为销售员预测之和：可用来检验加权调和的以往期间只有{ $origins }个，至少需要四个。
forecast-levels-evidence = { $level }层级的平均绝对误差与其自身预测相比（{ $n }个以往样本）：加权调和 { $reconciled }，由销售员汇总 { $bottom_up }。
forecast-levels-expected = “预测值”逐级相加。“预期”指所属销售员合计高低可能各半的数额，依据各人业绩的共同波动和以往合计的实际水平；区间以其为中心，与 attain targets --by 和 attain whatif 一致。
forecast-levels-untold = 合计在此没有区间和预期值：以往年份太少，无法判断公司一年的实际会偏离各销售员预测之和多远。
forecast-levels-apart = { $of }个合计预测（{ $metric }）中有{ $n }个落在预期的 { $level }% 区间之外：以往合计的实际水平与各部分之和不同。概率和目标以预期为准；两者请一并阅读。
forecast-outside-interval = { $of }个点预测（{ $metric }）中有{ $n }个落在各自的 { $level }% 区间之外：以往在这类预测之后，实际值偏向其中一侧。目标和概率以区间及其中位数为准；表格中的“均值”即点预测。
forecast-booked-beyond = { $of }名销售员中有{ $n }名截至 { $date } 的{ $metric }已超过 { $period } 整期的预测值：预测以完整周期为依据，不含进行中周期已入账的部分。
forecast-levels-no-teams = 团队跨越多个大区，因此本层级树不含团队；--by team 含团队而不含大区。
forecast-levels-no-regions = 团队跨越多个大区，因此本层级树不含大区；--by region 含大区而不含团队。
forecast-level-company = 公司
forecast-level-region = 大区
forecast-level-team = 团队
forecast-level-rep = 销售员
target-level-company = 公司
target-level = { $whom }在{ $period }（{ $first }至{ $last }）的{ $metric }目标为 { $target }；所属 { $reps } 名销售员合计达成的概率为 { $chance }，达成承诺值 { $commit } 的概率为 { $commit_chance }，达成挑战值 { $stretch } 的概率为 { $stretch_chance }（销售员之间的相关系数为 { $correlation }）。各人目标合计 { $sum }，共同达成的概率为 { $sum_chance }。
## attain cases

cases-drawn = 从 { $period } 内已赢单或丢单的 { $deals } 个商机中抽取 { $cases } 个案例（要求 { $wanted } 个），按销售员与结果分为 { $strata } 层，随机种子 { $seed }。评审表不显示输赢。
cases-name-reviewers = 注意：评审人暂以 reviewer-1、reviewer-2 代称；请用 --reviewers 张三,李四 指定，或直接改写该列。
cases-short-of-reviewers = 注意：{ $cases } 个案例的评审人不足，因为其余评审人就是该销售员本人；请增加评审人。
cases-without-outcomes = 注意：未作赢单与丢单对比：存储中没有表 `opportunities`。请先导入：attain ingest 文件 --table opportunities。
cases-more-doubts = 注意：另有 { $count } 条，用 attain cases --show doubts 查看全部。
cases-open = 注意：评审表中有 { $count } 行尚未评分。
cases-note = 每个案例至少有两位评审人才计入。赢单与丢单的差异只是相关关系，评审人可能知道结果。评语只原样列出，不参与任何计算。
case-doubt-reviewer_is_rep = 注意：案例 { $case }：评审人 { $reviewer } 就是该商机的销售员，已排除。
case-doubt-reviewer_twice = 注意：案例 { $case }：{ $reviewer } 对 { $item } 评了两次，均不计入；请只保留一行。
case-doubt-out_of_scale = 注意：案例 { $case }：{ $reviewer } 对 { $item } 评为 { $received }，超出量表范围，已排除。
case-doubt-unknown_item = 注意：案例 { $case }：没有评审项 { $item }，已排除。是否应为 { $received }？
case-doubt-several_deals = 注意：案例 { $case }：各行涉及多个商机或销售员（{ $received }），已排除。一个案例对应一个商机。
case-doubt-one_reviewer = 注意：案例 { $case }：只有 { $received } 评审过，列出但不计分。
case-doubt-unknown_opportunity = 注意：案例 { $case }：商机表中没有 { $received }，不参与赢丢对比。
case-doubt-no_opportunity = 注意：案例 { $case }：未注明商机，不参与赢丢对比。
case-doubt-not_decided = 注意：案例 { $case }：商机 { $received } 尚未赢单或丢单，不参与赢丢对比。
case-doubt-other_rep = 注意：案例 { $case }：该商机属于销售员 { $received }，与所填不符。
case-doubt-unknown_rep = 注意：案例 { $case }：没有销售员 { $received }。

## 考核类列表的表头与代码

column-case_id = 案例
column-opportunity_id = 商机
column-rep = 销售员
column-rep_id = 销售员
column-rep_name = 销售员
column-reviewer_key = 评审人
column-reviewer = 评审人
column-reviewers = 评审人数
column-rubric_item = 评审项
column-item = 评审项
column-items = 已计评审项
column-name = 评审项
column-score = 得分
column-note = 评语
column-customer = 客户
column-question = 评审问题
column-low_end = 低分表现
column-high_end = 高分表现
column-scale = 量表
column-cases = 案例数
column-mean = 均分
column-sd = 标准差
column-won_n = 赢单数
column-won_mean = 赢单均分
column-lost_n = 丢单数
column-lost_mean = 丢单均分
column-difference = 差值
column-lower = 区间下限
column-upper = 区间上限
column-standing = 结论
column-pairs = 评审人配对数
column-same_share = 评分相同比例
column-kappa_quadratic = 加权 kappa（二次）
column-kappa_linear = 加权 kappa（线性）
column-kappa_lower = kappa 下限
column-kappa_upper = kappa 上限
column-alpha = alpha
column-alpha_lower = alpha 下限
column-alpha_upper = alpha 上限
column-reps = 销售员数
column-reps_weak = 薄弱人数
column-reps_clearly_weak = 明显薄弱人数
column-weak_reps = 薄弱人员
column-topics = 辅导主题
column-topic = 辅导主题
column-topic_name = 主题名称
column-advice = 建议
column-others_mean = 他人均分
column-weak = 薄弱
column-clear = 明显
column-outcome = 结果
column-largest_distance = 最大分差
column-distance_item = 所在评审项
column-open = 未评分
column-flags = 备注
column-kind = 类别
column-code = 问题
column-received = 所填内容
column-null_reason = 空值原因
word-won = 赢单
word-lost = 丢单
word-higher_in_won = 赢单更高
word-higher_in_lost = 丢单更高
word-no_clear_difference = 无明显差异
word-separates_and_weak = 区分输赢，且有销售员薄弱
word-separates = 区分输赢
word-weak = 有销售员薄弱
word-below_min_n = 数量不足
word-reviewer_is_rep = 评审人即销售员本人
word-reviewer_twice = 同一评审项重复评分
word-out_of_scale = 评分超出量表
word-unknown_item = 未知评审项
word-several_deals = 涉及多个商机或销售员
word-one_reviewer = 仅一位评审人
word-unknown_opportunity = 未知商机
word-no_opportunity = 未注明商机
word-not_decided = 尚未赢单或丢单
word-other_rep = 商机属于他人
word-unknown_rep = 未知销售员

## attain plan

plan-proposed = { $count ->
    [0] 根据 { $period } 的数据，没有需要提出的改进计划。
   *[other] 根据 { $period } 的数据，为 { $next } 提出 { $count } 项改进计划。
}在导入 improvement_plans 之前均不视为已商定。
plan-without-owner = 注意：{ $count } 项拟定计划没有责任人，因为人员表中未填上级。由谁负责？请在 owner 列填写。
plan-running-already = 注意：{ $count } 项薄弱环节已有进行中的计划，不再重复提出。
plan-tracked = 已商定计划 { $count } 项：达成 { $met }，未达成 { $missed }，逾期未判 { $overdue }，进展正常 { $on_track }，进行中 { $open }。
plan-no-table = 注意：尚无已商定的计划：存储中没有表 `improvement_plans`。请用 --out plans.csv 导出拟定计划，商定后导入：attain ingest plans.csv --table improvement_plans。
plan-few-reps = 注意：人数不足以按区域、司龄和客户规模调整，因此直接与其他所有人比较：{ $drivers }。
plan-newcomers = 注意：本期内入职，暂不比较：{ $names }。
plan-driver-off = 注意：未计算{ $driver }：存储中没有表 { $table }。请先导入：attain ingest 文件 --table { $table }。
plan-driver-empty = 注意：未计算{ $driver }：本期没有任何销售员有该指标的值。
plan-driver-stays = 注意：未计算{ $driver }：该项需要逐个客户的历史，而客户历史保留在集群上；参见 [engine] customers_stay_above。
plan-training-note = 需求 = 人数 × 平均差距（以稳健标准差计）。无法用数字体现的主题（仅靠评分）只能通过评分和案例评审发现。
plan-behaviours-off = 注意：部分行为无从得知，因为存储中没有表 { $tables }。
plan-behaviours-stay = 注意：对少数客户的依赖程度无从得知，因为客户历史保留在集群上（共{ $rows }行）；参见 [engine] customers_stay_above。
plan-models-note = 榜样与他人的行为差异只是相关关系，并非因果。在所有标为“相关”的差异中，误判至多占 { $level }；每项概率由随机抽取四分之一人员反复比较得出。表格中每个驱动因素只列最明显的三项，其他格式列出全部。
plan-more-doubts = 注意：另有 { $count } 条，全部列在 flags 列。
plan-doubt-no_check_metric = 注意：计划 { $plan } 没有检查指标，无法用数据判定。
plan-doubt-no_check_value = 注意：计划 { $plan } 没有检查值，无法用数据判定。
plan-doubt-unknown_metric = 注意：计划 { $plan }：无法读取 `{ $metric }` 的值，请参见 { $detail }。
plan-doubt-table_missing = 注意：计划 { $plan }：`{ $metric }` 需要表 { $detail }：attain ingest 文件 --table { $detail }。
plan-doubt-stays_on_cluster = 注意：计划 { $plan }：`{ $metric }` 需要逐个客户的历史，而客户历史保留在集群上；参见 [engine] customers_stay_above。
plan-doubt-not_measured = 注意：计划 { $plan }：`{ $metric }` 无法按销售员计算：{ $detail }。
plan-doubt-no_direction = 注意：计划 { $plan }：`{ $metric }` 高低无优劣之分，不能用来判定计划。
plan-doubt-no_due = 注意：计划 { $plan } 没有截止日期，永远不会到期。
plan-doubt-due_before_start = 注意：计划 { $plan } 的截止日期早于开始日期。
plan-doubt-no_rep = 注意：计划 { $plan } 未注明销售员。
plan-doubt-unknown_rep = 注意：计划 { $plan }：没有销售员 { $rep }。
plan-doubt-no_owner = 注意：计划 { $plan } 没有责任人。
plan-unclosed = 注意：有 { $count } 个计划已到期，而状态仍填为进行中；数据显示达成 { $met } 个，未达成 { $missed } 个。请在 improvement_plans 中更新状态。
plan-doubt-status_disagrees = 注意：计划 { $plan } 的状态填为 `{ $status }`，而数据显示为{ $state }。
column-plan_id = 计划
column-gap_metric = 薄弱指标
column-action = 行动
column-owner = 责任人
column-start = 开始日期
column-due = 截止日期
column-check_metric = 检查指标
column-check_value = 检查值
column-status = 填写的状态
column-by_data = 数据判定
column-measured = 实测值
column-measured_period = 实测期间
column-before = 原值
column-comparable = 可比人员
column-robust_z = 偏离（稳健标准差）
column-n_peers = 可比人数
column-basis = 比较对象
column-by_itself = 不采取措施的预期
column-detail = 说明
column-driver = 驱动因素
column-metric_id = 指标
column-period = 期间
column-value = 值
column-within_noise = 可能是偶然
column-gap_mean = 平均差距
column-need = 培训需求
column-weak_drivers = 薄弱环节
column-rated_reps = 评分偏低人数
column-rated_gap_mean = 评分平均差距
column-only_through_ratings = 仅靠评分
column-who = 人员
column-rated_who = 评分偏低人员
column-behaviour = 行为
column-n_models = 榜样人数
column-n_rest = 其他人数
column-median_models = 榜样中位数
column-median_rest = 其他人中位数
column-is_adjusted = 已调整
column-models = 榜样
word-agreed = 已商定
word-proposed = 拟定
word-open = 进行中
word-on_track = 进展正常
word-met = 达成
word-missed = 未达成
word-overdue = 逾期未判
word-territory_tenure_size = 区域、司龄、规模相近者
word-tenure_size = 司龄、规模相近者
word-all_reps = 其他所有人
word-all_reps_few = 其他所有人（人数不足以调整）
word-within_noise = 可能是偶然
word-mostly_chance = 此类差距多会自行消失
word-no_owner = 无责任人
word-no_check_metric = 无检查指标
word-no_check_value = 无检查值
word-unknown_metric = 未知指标
word-stays_on_cluster = 客户历史保留在集群上
word-table_missing = 缺少数据表
word-not_measured = 无法计算
word-no_direction = 无优劣方向
word-no_due = 无截止日期
word-due_before_start = 截止早于开始
word-no_rep = 未注明销售员
word-status_disagrees = 状态与数据不符
word-weak_driver = 薄弱
word-strong_driver = 突出
word-usual = 一般
word-associated_more = 相关：更多
word-associated_less = 相关：更少
word-no_denominator = 无可比对象
word-immature = 为时尚早
word-close_rate = 成交率
word-new_customers = 新客户开发
word-retention = 复购率
word-collection_rate = 回款率
word-satisfaction = 客户满意度
word-discount_rate = 折扣率
word-gross_margin = 毛利率
word-followup_rate = 跟进率
word-customer_concentration = 客户集中度
word-yes = 是
word-no = 否
word-per_week = （每周）
word-activity-call = 电话
word-activity-visit = 拜访
word-activity-mail = 邮件
word-activity-meeting = 会议
word-activity-demo = 演示
word-activity-quote = 报价
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
contest-rules-history = { $count ->
    [1] { $contests }：随竞赛数据首次导入，当时已经开始，无从得知规则何时确定；可在表中填写 `published_at`（发布日期）加以说明。
   *[other] { $contests }（共 { $count } 项）：随竞赛数据首次导入，当时已经开始，无从得知规则何时确定；可在表中填写 `published_at`（发布日期）加以说明。
}
contest-rules-published = { $count ->
    [1] { $contests }：开始之后才导入；表中载明规则在开始前已发布（`published_at`）。
   *[other] { $contests }（共 { $count } 项）：开始之后才导入；表中载明规则在开始前已发布（`published_at`）。
}
contest-rules-published-late = { $contest }：表中载明规则于 { $day } 发布，当时竞赛已经开始（`published_at`）。
contest-rules-changed = { $contest }：开赛后的 { $loaded }，`{ $column }` 由 { $before } 改为 { $after }；该变更不生效（[contests] late_changes_count）。
contest-rules-changed-counts = { $contest }：开赛后的 { $loaded }，`{ $column }` 由 { $before } 改为 { $after }；因设置了 [contests] late_changes_count，该变更生效。
contest-rules-mended = { $contest }：开赛后的 { $loaded }，`{ $column }` 由 { $before } 改为 { $after }；因原规则无法执行，该变更生效。
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

## 摘要

digest-as-of = 数据截至{ $as_of }。
digest-running = 本周期尚未结束。
digest-doubts = 数据疑点
digest-rep = { $name }：低于标准线的概率为{ $chance }，最主要的推高因素是{ $reason }。
digest-rep-plain = { $name }：低于标准线的概率为{ $chance }。
digest-and-more = 另有{ $n }条
digest-more = 完整回顾见 review.html，数据明细见 review.xlsx。
## 句子：单个销售员的风险与公平性

account-column-what = 项目
account-column-topic = 辅导主题
account-column-value = 数值
account-column-reference = 对照值
account-column-contribution = 对数几率
account-column-points = 概率（百分点）
account-column-n = 以往案例
account-start-average_rep = 平均水平的销售员
account-sum-probability = 合计：概率
account-bar = 标准线：{ $source }的 { $share }
account-unchangeable-change = 能解除预警、但无法改变
account-clears-change = 解除预警所需变化
account-past-near = 以往相差 10 个百分点以内的判断：未达标、声明概率
account-past-flagged = 以往全部预警：未达标、声明概率
feature-forecast_level = 预测值
risk-account-flagged = { $name }在{ $period }低于 { $bar }（{ $source }的 { $share }）的概率为 { $probability }；达到 { $threshold } 即预警，已预警。
risk-account-not-flagged = { $name }在{ $period }低于 { $bar }（{ $source }的 { $share }）的概率为 { $probability }；达到 { $threshold } 才预警，未预警。
risk-account-history = 对{ $name }在{ $period }的风险不作判断：自身历史有{ $have }个周期，需要{ $need }个；再有{ $missing }个完整周期即可判断。
risk-account-no-forecast = 对{ $name }在{ $period }的风险不作判断：没有预测或没有标准线。有覆盖整个周期的销售目标，或公司有满一年的销售数据，即有标准线；有四个周期的自身历史，即有预测。
risk-account-bar-not-positive = 对{ $name }在{ $period }的风险不作判断：标准线为零或更低，无从判断是否未达标。
risk-account-on-leave = 对{ $name }在{ $period }的风险不作判断：超过四分之一的工作日休假或已离职，未达标也说明不了什么。
risk-account-clears = 解除预警的最小变化：其他条件不变，{ $feature }由 { $from } 变为 { $to }，概率即降至 { $threshold } 以下（已重新计算核实）。这只是模型的推算，不保证实际效果。
risk-account-unchangeable = 没有任何可以采取的单项变化能解除预警。能解除预警的只有既成事实：{ $feature }须由 { $from } 变为 { $to }。
risk-account-forecast = 若仅凭预测（目标的达成概率即以此为据），概率为 { $forecast }。
risk-account-no-clearing = 在以往见过的范围内，没有单项变化能解除预警。
risk-account-past = 以往在同一种标准线（{ $source }）下有{ $n }次判断与本次相差不超过 10 个百分点，平均声明概率 { $stated }，实际未达标 { $happened }（95% 区间 { $lower } 至 { $upper }）。
risk-account-past-thin = 以往在同一种标准线（{ $source }）下与本次相差不超过 10 个百分点的判断只有{ $n }次，不足{ $need }次，无从得知此类判断是否准确。
fairness-column-dimension = 分组依据
fairness-column-group = 组别
fairness-column-note = 说明
fairness-column-cases = 以往案例
fairness-column-reps = 销售员
fairness-column-stated = 声明概率
fairness-column-happened = 未达标
fairness-column-alarms = 误报率
fairness-column-q = 判断差异 q 值
fairness-column-alarms_q = 误报差异 q 值
fairness-by-all = 全部
fairness-by-tenure = 司龄
fairness-by-region = 区域
fairness-by-size = 业务规模
fairness-band-under_2_years = 不满 2 年
fairness-band-2_to_5_years = 2 至 5 年
fairness-band-5_years_and_more = 5 年及以上
fairness-band-small = 规模最小的三分之一
fairness-band-middle = 规模居中的三分之一
fairness-band-large = 规模最大的三分之一
fairness-unknown = 不详
fairness-hidden-small = 隐去：人数或案例过少
fairness-hidden-complementary = 隐去：避免推算出小组数据
fairness-calibration-harsh = { $dimension }，{ $group }：与其他组相比判断偏严，概率偏高 { $points } 个百分点（以往案例{ $n }个，q = { $q }）。
fairness-calibration-mild = { $dimension }，{ $group }：与其他组相比判断偏宽，概率偏低 { $points } 个百分点（以往案例{ $n }个，q = { $q }）。
fairness-alarms-harsh = { $dimension }，{ $group }：已达标者被误报的比例比其他组高 { $points } 个百分点（以往案例{ $n }个，q = { $q }）。
fairness-alarms-mild = { $dimension }，{ $group }：已达标者被误报的比例比其他组低 { $points } 个百分点（以往案例{ $n }个，q = { $q }）。
fairness-none = 没有组别明显不同：{ $reps }名销售员的{ $cases }个以往案例，共检验{ $tests }项差异，错误发现率为 { $rate }；不足 { $least } 个百分点的差异不提示。这并不证明公平：案例较少时，只能发现较大的差异。
fairness-some = 以上差异由共同检验的{ $tests }项差异中得出，错误发现率为 { $rate }（{ $reps }名销售员的{ $cases }个以往案例）。使用预警之前请先查明原因。
fairness-thin = 以往案例过少，无法判断各组是否受到同等对待：{ $reps }名销售员的{ $cases }个案例；每组至少需要{ $min_reps }名销售员的{ $min_cases }个案例，且须有其他组可比。
fairness-hidden = 已隐去{ $hidden }个组：案例不足{ $min_cases }个或销售员不足{ $min_reps }名，或由其可推算出这样的小组。

# attain backtest
backtest-other-cases = 各方法的样本数不同（{ $least } 至 { $most } 个），在不同样本上的均值不可相互比较；“共有样本 MASE”取自所有方法共有的{ $common }个样本。
backtest-too-short = { $series }个序列中有{ $n }个的 train 部分不足四个值。这些值说明不了多少，其他序列也与之无关：其预测取这几个值的均值与末值的中点。
backtest-nothing = 没有任何序列在另一个已知期间之前积累满一个季节周期（且不少于四期）的历史，因此对任何方法都无法作出判断
backtest-coverage-hold = 预测区间：各置信水平的标称值均落在实际覆盖率的置信区间内（每一水平 { $n } 个区间，{ $origins } 个预测起点）。
backtest-coverage-off = 预测区间：{ $off } 水平的实际覆盖率与标称值之差已超出偶然波动（每一水平 { $n } 个区间，{ $origins } 个预测起点）；详见 --part evidence。
backtest-coverage-thin = 预测区间：每一水平仅有来自 { $origins } 个预测起点的 { $n } 个区间，证据不足，无法判断是否可靠。
backtest-chances-hold = 标称概率：均落在实际达成率的置信区间内（每一概率 { $n } 次，{ $origins } 个预测起点）。
backtest-chances-off = 标称概率：{ $off } 的实际达成率与标称值之差已超出偶然波动（每一概率 { $n } 次，{ $origins } 个预测起点）；详见 --part evidence。
backtest-chances-thin = 标称概率：每一概率仅有来自 { $origins } 个预测起点的 { $n } 次记录，证据不足，无法判断是否可靠。
backtest-thin-cases = 样本少于 20 个
backtest-thin-origins = 期数少于 4 期
backtest-thin-events = 未达标少于 10 次
backtest-thin-non_events = 达标少于 10 次
backtest-risk-bars = 风险评分：业绩低于{ $source } { $share } 的概率，标准线与下一期间所用的为同一种。
backtest-risk-thin = 风险评分：{ $origins } 期共 { $n } 个历史样本、{ $events } 次未达标，证据不足，不能下结论（{ $why }）。
backtest-risk-better = 风险评分：明显优于直接采用平均未达标率（{ $n } 个样本，{ $events } 次未达标，{ $origins } 期）。
backtest-risk-worse = 风险评分：不如直接采用平均未达标率（{ $n } 个样本，{ $events } 次未达标，{ $origins } 期）。
backtest-risk-open = 风险评分：与直接采用平均未达标率相比，尚不能区分优劣（{ $n } 个样本，{ $events } 次未达标，{ $origins } 期）。
backtest-risk-lots = 风险评分：就历史数据而言，{ $score }对销售员的排序与抽签无异（AUC { $auc }，95% 置信区间 { $lower } 至 { $upper }），因此其校准斜率不说明问题。
backtest-risk-acted = 每期风险最高的 { $k } 名销售员中，{ $precision } 未达标（95% 置信区间 { $lower } 至 { $upper }）；全体为 { $base }。
stated-tip = 声明 { $stated }：实际 { $realised }（95% 置信区间 { $interval }）
stated-plot = 落在对角线上表示实际与声明一致；竖线为 95% 置信区间，已考虑同一销售员、同一期间的样本彼此相关。
col-verdict = 结论
verdict-holds = 相符
verdict-more_than_stated = 高于声明值
verdict-less_than_stated = 低于声明值
verdict-too_thin = 证据不足
targets-shock = 若整个期间普遍偏弱（约六期一遇），达成概率为 { $chance } 的目标降至 { $weak }；若普遍偏强，则升至 { $strong }。这部分波动由全体销售员共同承受，并非个人所致。
risk-calibration = 声明的风险是否应验？
risk-calibration-lead = 将历史样本按期初声明的风险高低分组，对照其中实际未达标的比例。
targets-moved-easier = { $count } 个目标因上限、取整或人工决定被压低，偏离统一的达成概率：它们更容易达成，因此整体达成概率高于个人概率所显示的水平。
targets-moved-harder = { $count } 个目标因下限、取整或人工决定被抬高，偏离统一的达成概率：它们更难达成，因此整体达成概率低于个人概率所显示的水平。
targets-moved-both = { $count } 个目标因上限、下限、取整或人工决定而偏离统一的达成概率：{ $easier } 个被压低而更容易，{ $harder } 个被抬高而更难。
# 各清单的表头与用词
column-decide-proposal_id = 建议编号
column-decide-object = 事项
column-decide-name = 销售员
column-decide-rep_id = 销售员
column-decide-metric_id = 指标
column-decide-suggested = 建议值
column-decide-status = 状态
column-decide-decided = 决定值
column-decide-by = 决定人
column-decide-at = 决定时间（UTC）
column-decide-reason = 理由
column-decide-suggested_then = 当时的建议值
column-decide-evidence = 依据
column-decide-stands = 有效
column-decide-subject_type = 对象类型
column-decide-subject_id = 对象
column-decide-period_start = 起始日
column-decide-period_end = 截止日
column-decide-after_lock = 锁定后变更
column-decide-version = 版本
column-decide-value = 目标值
column-decide-effective_from = 生效日
column-decide-author = 设定人
column-decide-in_force = 现行
column-decide-rules = 规则表
column-decide-period = 期间
column-decide-grade = 等级
column-decide-score = 得分
column-decide-rule = 适用规则
column-decide-factor = 系数
column-decide-base = 基数
column-decide-bonus = 奖金
column-decide-null_reason = 为空原因
column-decide-currency = 币种
column-decide-as_of = 数据截至
column-targets-metric_id = 指标
column-targets-level = 层级
column-targets-name = 销售员
column-targets-rep_id = 销售员编号
column-targets-team = 团队
column-targets-period = 期间
column-targets-month = 月份
column-targets-baseline = 基准值
column-targets-target = 目标
column-targets-chance = 达成概率
column-targets-lower_80 = 80%区间下限
column-targets-upper_80 = 80%区间上限
column-targets-commit = 承诺值
column-targets-commit_chance = 承诺达成概率
column-targets-stretch = 挑战值
column-targets-stretch_chance = 挑战达成概率
column-targets-floor = 下限
column-targets-cap = 上限
column-targets-share_of_total = 占合计
column-targets-over_assignment = 超额分配率
column-targets-chance_of_sum = 合计达成概率
column-targets-expected = 预期
column-targets-null_reason = 无目标原因
column-targets-cumulative_target = 累计目标
column-targets-expected_low = 正常区间下限
column-targets-expected_high = 正常区间上限
column-targets-status = 状态
column-targets-as_of = 数据截至
column-rate-cycle_id = 评价周期
column-rate-rep_id = 被评价人
column-rate-by = 维度
column-rate-key = 项目
column-rate-n_raters = 评价人数
column-rate-raw = 原始分
column-rate-adjusted = 校正分
column-rate-std_error = 标准误
column-rate-reliability = 信度
column-rate-self = 自评
column-rate-not_observed = 未观察到
column-rate-part = 分组
column-rate-scale_score = 量表分
column-rate-anchor_level = 锚例等级
column-rate-anchor = 行为锚例
column-rate-null_reason = 为空原因
column-rate-level = 层级
column-rate-team = 团队
column-rate-n_reps = 人数
word-decide-target = 目标
word-decide-flag = 风险提示
word-decide-grade = 等级
word-decide-bonus = 奖金
word-decide-promotion = 晋升
word-decide-training = 培训
word-decide-performance_plan = 绩效改进计划
word-decide-proposed = 待决定
word-decide-accepted = 已接受
word-decide-changed = 已修改
word-decide-rejected = 已驳回
word-decide-draft = 草案
word-decide-agreed = 已商定
word-decide-locked = 已锁定
word-decide-present = 现行
word-decide-total = 合计
word-decide-rep = 销售员
word-decide-team = 团队
word-decide-company = 公司
word-decide-flagged = 提示风险
word-targets-rep = 销售员
word-targets-team = 团队
word-targets-company = 公司
word-targets-draft = 草案
word-targets-proposed = 建议
word-targets-not_positive = 预计无正值
word-targets-on_leave = 休假或离职
word-rate-total = 合计
word-rate-group = 评价人组
word-rate-dimension = 行为维度
word-rate-perspective = 视角
word-rate-item = 题目
word-rate-self = 自评
word-rate-manager = 上级
word-rate-peer = 同事
word-rate-subordinate = 下属
word-rate-customer = 客户
word-rate-score_360 = 360°得分
word-rate-bars = 行为锚定得分
word-rate-team = 团队
word-rate-company = 公司
word-rate-below_min_n = 评价人不足
word-rate-not_comparable = 无法比较
word-rate-not_connected = 无法比较

# 导入时的说明
load-assumed-currency = 假定：币种 { $currency }
load-overtaken = 注意：{ $file } 以前导入过，其表中的行此后已被更正，更正保持不变（--again 可重新读取）
load-note = 注意：{ $file }：{ $note }
load-header-only = 注意：{ $file } 只有表头没有数据行，未导入任何内容
load-empty-cells = 注意：{ $file }：月份列中有 { $count } 个空单元格，不计为行
load-matched = 列匹配：{ $file } 的 `{ $source }` 识别为 { $column }（{ $how }）
load-matched-times = { $how }，各值乘以 { $times }
load-preset = 注意：{ $file } 看似 { $title } 的导出文件；--preset { $name }（配置中写 preset = "{ $name }"）可识别其各列
load-rounded = 警告：{ $file } 有 { $count } 行的 { $column } 小数位数超过 { $currency } 的位数，已按“四舍六入五成双”取舍
load-mended = 警告：{ $file } 有 { $count } 行的 { $column } 编号被电子表格转成了数字：{ $examples }；已去掉 .0 读取
load-lossy = 警告：{ $file } 有 { $count } 行的 { $column } 编号被电子表格丢失了位数，不同编号可能变得相同：{ $examples }；请将编号以文本格式重新导出
load-stripped = 警告：{ $file } 有 { $count } 行的 { $column } 编号似乎被电子表格去掉了开头的零：{ $examples }；{ $why }；请将编号以文本格式重新导出
load-stripped-by-width = 其余编号为 { $digits } 位，其中一些以零开头
load-stripped-by-table = 表 { $table } 中第一个编号为 `{ $id }`
load-wrong-sign = 警告：{ $file } 有 { $count } 行的 { $column } 正负号与行类型不符：{ $examples }
load-future = 警告：{ $file } 有 { $count } 行的日期晚于今天：{ $examples }；如有误请更正，因为数据会读到其中最后一天为止
load-repeats = 警告：{ $file } 有 { $count } 行没有订单号，且日期、客户、产品、销售员、数量和金额与另一文件的行相同：重叠的导出会重复计算这些行；请导出订单号，或每天只导出一次
load-nameless = 警告：{ $file } 有订单号列，但其中 { $count } 行没有 order_id（{ $lines }）：每行各计为一张订单，以后的导出若再含这些行会重复计算
load-replaced = { $file }：{ $count } 行替换了先前导入或先列出的文件中主键相同的行：两份内容以后者为准
load-rejects-kept = 被拒绝的行保存在 { $path }
load-rejected = 拒绝：{ $issue }
load-warned = 警告：{ $issue }
load-more-warned = 警告：另有 { $count } 行有类似问题
load-more-warned-at-least = 警告：另有至少 { $count } 行有类似问题
load-more-doubtful-at-least = 发现：另有至少 { $count } 条类似问题
load-numbered-here = 注意：此前导入 { $source } 时行号由程序自行编排，因此本次已从头读取；若表中行号在每张订单内不是 1、2、3……，旧行号下的行会与新行并存而重复计算：这种情况请导入新的存储
load-folder-within = 注意：目录 { $folder } 中的表未被读取；如需一并读取，请指明该目录，或写作 { $pattern }
load-doubtful = 发现：{ $issue }
load-more-doubtful = 发现：另有 { $count } 条类似问题
load-rehearsed = 仅检查，未导入任何数据（--check-only）；存储未作改动
load-line = 第 { $line } 行 `{ $text }`
load-line-alone = 第 { $line } 行
load-and-others =  等
load-between = 、
load-unchanged-one = 没有新内容：该文件以前导入过；存储仍为版本 { $version }
load-unchanged = 没有新内容：{ $count } 个文件以前都导入过；存储仍为版本 { $version }
load-anew = 提示：导入期间有其他导入写入了同一存储，本次导入已在其基础上重新进行 { $count } 次
load-ended = 已导入 { $count } 行；存储 `{ $store }` 现为版本 { $version }
load-of-review = 导入：读入 { $read } 行 = 新导入 { $loaded } + 已知或重复 { $known } + 拒绝 { $rejected }；存储版本 { $version }

# attain export --to
column-export-run_id = 运行
column-export-review_period = 回顾期间
column-export-table = 表
column-export-rows = 行数
column-export-state = 状态
word-export-written = 已写入
word-export-unchanged = 无变化

## 终端上的预测与风险

risk-column-rep_id = 销售员编号
risk-column-name = 销售员
risk-column-team = 团队
risk-column-probability = 不达标概率
risk-column-flagged = 预警
risk-column-bar = 标准线
risk-column-bar_source = 标准线来源
risk-column-reasons = 主要原因（对数几率）
risk-column-abstained = 不作判断的原因
forecast-column-metric_id = 指标
forecast-column-level = 层级
forecast-column-region = 大区
forecast-column-team = 团队
forecast-column-rep = 销售员编号
forecast-column-period = 期间
forecast-column-mean = 均值
forecast-column-median = 中位数
forecast-column-forecast = 预测值
forecast-column-own = 自身预测
forecast-column-expected = 预期
forecast-column-lower = 区间下限
forecast-column-upper = 区间上限
forecast-column-model = 方法
forecast-column-n_history = 历史期数
forecast-column-null_reason = 无预测原因
forecast-column-agreement = 调和方式
forecast-column-reps = 人数
forecast-agreement-reconciled = 加权调和
forecast-agreement-bottom_up = 由销售员汇总
# attain backtest 的表头与用词
column-backtest-method = 方法
column-backtest-series = 序列
column-backtest-horizon = 预测期数
column-backtest-origins = 预测起点数
column-backtest-cases = 样本数
column-backtest-n = 观测数
column-backtest-smape = sMAPE
column-backtest-mase = MASE
column-backtest-owa = OWA
column-backtest-msis_95 = MSIS 95%
column-backtest-pinball = 分位数损失
column-backtest-coverage_50 = 50% 区间覆盖率
column-backtest-coverage_80 = 80% 区间覆盖率
column-backtest-coverage_95 = 95% 区间覆盖率
column-backtest-realised_50 = 标称 50% 的达成率
column-backtest-realised_60 = 标称 60% 的达成率
column-backtest-realised_70 = 标称 70% 的达成率
column-backtest-realised_80 = 标称 80% 的达成率
column-backtest-realised_90 = 标称 90% 的达成率
column-backtest-ms_per_series = 每序列毫秒数
column-backtest-cases_common = 共有样本数
column-backtest-mase_common = 共有样本 MASE
column-backtest-null_reason = 为空原因
column-backtest-measure = 评估项
column-backtest-stated = 标称值
column-backtest-step = 第几期
column-backtest-value = 值
column-backtest-lower = 95% 区间下限
column-backtest-upper = 95% 区间上限
column-backtest-verdict = 结论
column-backtest-origin = 预测起点
column-backtest-forecast = 预测值
column-backtest-actual = 实际值
column-backtest-yardstick = 标尺误差
column-backtest-score = 评分方法
column-backtest-from = 标称下限
column-backtest-to = 标称上限
column-backtest-k = 前 k 名
column-backtest-reps = 销售员数
column-backtest-rep_id = 销售员编号
column-backtest-probability = 不达标概率
column-backtest-missed = 未达标
column-backtest-base_rate = 平均未达标率
column-backtest-missed_last_period = 上期未达标
column-backtest-momentum = 近期走势
column-backtest-bar_source = 标准线来源
word-backtest-quota = 销售目标
word-backtest-seasonal_expectation = 季节性预期
word-backtest-combination = 组合预测
word-backtest-ets = 指数平滑（ETS）
word-backtest-theta = 季节性 Theta
word-backtest-pooled_ar = 合并自回归
word-backtest-last_year_plus_ten = 去年同期加 10%
word-backtest-naive = 上期值
word-backtest-seasonal_naive = 去年同期值
word-backtest-mean_of_four = 最近四期平均
word-backtest-naive2 = 季节调整后的上期值
word-backtest-ses = 简单平滑
word-backtest-plain_theta = 简单 Theta
word-backtest-smape = sMAPE
word-backtest-mase = MASE
word-backtest-msis_95 = MSIS 95%
word-backtest-pinball = 分位数损失
word-backtest-coverage = 覆盖率
word-backtest-reached = 达成率
word-backtest-auc = AUC
word-backtest-brier = Brier 得分
word-backtest-brier_skill = Brier 技能分
word-backtest-ece = 校准误差（ECE）
word-backtest-calibration_slope = 校准斜率
word-backtest-calibration_intercept = 校准截距
word-backtest-calibration = 校准
word-backtest-precision = 其中未达标比例
word-backtest-found = 占全部未达标的比例
word-backtest-base_rate = 平均未达标率
word-backtest-model = 所用模型
word-backtest-forecast = 仅用预测
word-backtest-logistic = 逻辑回归
word-backtest-missed_last_period = 上期未达标
word-backtest-momentum = 近期走势
word-backtest-holds = 相符
word-backtest-more_than_stated = 高于标称值
word-backtest-less_than_stated = 低于标称值
word-backtest-too_thin = 证据不足
word-backtest-ranks_like_lots = 排序与抽签无异
word-backtest-below_min_n = 样本太少
word-backtest-no_denominator = 无基数
# attain kpi 与 attain repeat 的表头与用词
column-kpi-metric_id = 指标
column-kpi-period = 期间
column-kpi-rep = 销售员编号
column-kpi-team = 团队
column-kpi-region = 区域
column-kpi-customer = 客户
column-kpi-product = 产品
column-kpi-product-category = 产品类别
column-kpi-value = 值
column-kpi-numerator = 分子
column-kpi-denominator = 分母
column-kpi-n = 计数
column-kpi-null_reason = 为空原因
column-kpi-lower = 区间下限
column-kpi-upper = 区间上限
column-kpi-shrunk = 收缩值
column-kpi-n_effective = 有效样本量
column-kpi-flags = 备注
column-kpi-return_policy = 退货口径
word-kpi-running = 未结束
word-kpi-jan_feb_joined = 1–2 月合并
word-kpi-weeks_differ = 周数不同
word-kpi-left_censored = 早于数据
word-kpi-small_n = 样本小
word-kpi-two_peaks = 双峰
word-kpi-without_customer = 含无客户的行

# attain restate 与 inspect 的表头
column-restate-metric_id = 指标
column-restate-period = 期间
column-restate-dimension = 维度
column-restate-key = 成员
column-restate-value_a = 原值
column-restate-value_b = 现值
column-restate-difference = 差额
column-restate-changed_rates = 汇率变动
column-restate-added_rows = 新增行
column-restate-removed_rows = 删除行
column-restate-replaced_rows = 替换行
column-restate-changed_reps = 人员变动
column-restate-changed_quotas = 目标变动
column-restate-changed_as_of = 截至日变动
column-restate-unexplained = 未解释
column-restate-null_reason_a = 原为空原因
column-restate-null_reason_b = 现为空原因
column-restate-table = 表
column-restate-rows_a = 原行数
column-restate-rows_b = 现行数
column-restate-rows_added = 新增
column-restate-rows_removed = 删除
column-restate-rows_replaced = 替换
column-restate-change = 变动
column-restate-order_id = 订单编号
column-restate-line_no = 行号
column-restate-order_date_a = 原日期
column-restate-order_date_b = 现日期
column-restate-rep_id_a = 原销售员
column-restate-rep_id_b = 现销售员
column-restate-net_amount_a = 原净额
column-restate-net_amount_b = 现净额
column-restate-changed_values = 变动的值
column-restate-return_policy = 退货口径
column-store-table = 表
column-store-delta_version = Delta 版本
column-store-files = 文件数
column-store-row_groups = 行组数
column-store-rows = 行数
column-store-bytes = 字节
column-store-first_date = 最早日期
column-store-last_date = 最晚日期
column-store-column = 列
column-store-type = 类型
column-store-nulls = 空值数
column-store-null_share = 空值占比
column-store-min = 最小值
column-store-max = 最大值
column-store-distinct_at_least = 至少不同值数
column-store-compressed_bytes = 压缩后字节
column-store-uncompressed_bytes = 压缩前字节
column-store-encodings = 编码
column-store-compression = 压缩方式
column-store-file = 文件
column-store-version = 版本
column-store-committed_at = 提交时间
column-store-configuration = 配置
column-store-rows_read = 读取行数
column-store-rows_loaded = 导入行数
column-store-duplicates_dropped = 去重行数
column-store-rows_rejected = 拒收行数
column-store-rows_warned = 警告行数
column-store-rows_replaced = 替换行数
column-store-removed_at = 移除时间
column-store-dropped_by_reason = 去重原因
column-store-rejected_by_rule = 拒收规则
word-restate-added = 新增
word-restate-removed = 删除
word-restate-replaced = 替换
word-restate-rep = 销售员
word-restate-team = 团队
word-restate-company = 公司

## attain purchase

purchase-alive = 客户是否仍活跃（p_alive）无人能验证；可据以行动的是 p_repeat_h，它会应验或落空。
purchase-alive-once = 对只购买过一次的客户，p_alive 一律为 100%，因为本模型假定客户只在复购之后流失，故此数对他们没有意义。可据以行动的是 p_repeat_h，它会应验或落空。
purchase-kept = 所给概率在留出期间内成立：{ $groups }组客户中，声明概率都落在实际结果的 95% 区间之内；相差最大的一组声明 { $stated }，{ $n }名客户中实际有 { $realised } 购买。预期购买{ $expected }次，实际{ $purchases }次。这只是所有客户共有的一个期间。
purchase-not-kept = 所给概率在留出期间内不成立：{ $groups }组客户中有{ $off }组的声明概率落在实际结果的 95% 区间之外；相差最大的一组声明 { $stated }，{ $n }名客户中实际有 { $realised } 购买。预期购买{ $expected }次，实际{ $purchases }次。这只是所有客户共有的一个期间。
purchase-open = 数据无法确定模型的{ $n }个参数（{ $parameters }）：许多取值的拟合程度相近，所给的值本身没有意义。
purchase-not-converged = 模型参数的搜索在到达似然最大值之前停止；由这些参数得出的结果并非该模型的最佳结果。
purchase-left-out = { $again }名复购客户中，有{ $n }名的复购金额（{ $worth }）合计不大于零，未计入金额模型；其下次购买的金额以其他客户的代替。
purchase-left-out-none = { $again }名复购客户中，有{ $n }名的复购金额（{ $worth }）合计不大于零；其余客户过少，无法建立金额模型。
purchase-without-value = { $again }名复购客户中，有{ $n }名在文件中没有金额；以其他客户的金额代替。
purchase-returns-of-nothing = 客户退货金额中有 { $share }（{ $amount }）在没有购买的日子退回，且未指明该客户在数据中的任何一次购买：没有任何一次购买的金额因此减少。
column-purchase-customer_id = 客户
column-purchase-rep_id = 销售员编号
column-purchase-frequency = 复购日数
column-purchase-recency = 末次购买时客龄
column-purchase-age = 客龄
column-purchase-horizon = 展望天数
column-purchase-p_repeat_h = 购买概率
column-purchase-expected_purchases = 预期购买次数
column-purchase-expected_revenue = 预期销售额
column-purchase-clv_model = 客户价值
column-purchase-p_alive = 仍活跃概率
column-purchase-customers = 客户数
column-purchase-expected_buyers = 预期购买客户数
column-purchase-expected_repeat_rate = 预期购买比例
column-purchase-null_reason = 无值原因
column-purchase-discount = 年折现率
column-purchase-worth = 价值口径
column-purchase-currency = 币种
column-purchase-as_of = 截至
word-purchase-no_model_of_worth = 金额样本过少
word-purchase-revenue = 销售额
word-purchase-margin = 毛利
