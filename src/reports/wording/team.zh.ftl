scope-company = 全团队
kpi-lead = 先列团队整体，再列各销售员。比率一律为合计之比，不取比率的平均。
kpi-managers = 以下人员不作为销售员考核，其销售计入团队。
level-company = 团队
attainment-company = 团队
repeat-company = 团队
happened-attainment = 团队目标达成率为 { $attainment }；{ $with_target }名有目标的销售员中，{ $reached }名达标。
